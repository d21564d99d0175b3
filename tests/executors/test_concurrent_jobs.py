import threading
from collections.abc import Iterator

import pytest

from tests.scripted import ScriptedExecutor, ScriptedTicket, learn
from tests.training.made import job
from transfer_demo.events import Event, Finished, Progress
from transfer_demo.executors.concurrent_jobs import run_together
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.executors.protocol import Listener
from transfer_demo.training.job import Job


def jobs(count: int) -> list[Job]:
    return [job(seed=seed) for seed in range(count)]


def test_all_jobs_run_and_each_is_heard_under_its_own_name() -> None:
    ended: list[int] = []

    def listen(said_by: Job, event: Event) -> None:
        if isinstance(event, Finished):
            ended.append(said_by.plan.seed)

    executor = ScriptedExecutor(slots=2)
    run_together(executor, jobs(5), listen)
    executor.close()
    assert sorted(ended) == [0, 1, 2, 3, 4]


def test_no_more_jobs_are_with_the_executor_than_it_has_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    executor = ScriptedExecutor(slots=2)
    submit, inside, most = executor.submit, [0], [0]

    def watched(order: Job, listener: Listener, *, priority: int = 0) -> ScriptedTicket:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        return submit(order, listener, priority=priority)

    def listen(said_by: Job, event: Event) -> None:
        if isinstance(event, Finished):
            inside[0] -= 1

    monkeypatch.setattr(executor, "submit", watched)
    run_together(executor, jobs(6), listen)
    executor.close()
    assert most == [2]


def test_a_listener_that_fails_keeps_no_job_waiting() -> None:
    heard = []

    def listen(said_by: Job, event: Event) -> None:
        heard.append(event)
        raise RuntimeError("a mistake of the listener's")

    run_together(InlineExecutor(train=lambda job, _: learn(job)), jobs(3), listen)
    assert len([event for event in heard if isinstance(event, Finished)]) == 3


def test_when_it_is_interrupted_everything_stops() -> None:
    def endless(said_by: Job) -> Iterator[Event]:
        while True:
            yield Progress(arm=said_by.arm, seconds=1.0, fraction=0.5)

    executor = ScriptedExecutor(endless, slots=3, by_hand=True)
    outcomes = []

    def play() -> None:
        while not all(ticket.finished for ticket in executor.tickets):
            executor.step()

    def making():
        yield from jobs(2)
        threading.Thread(target=play, daemon=True).start()
        raise KeyboardInterrupt

    def listen(said_by: Job, event: Event) -> None:
        if isinstance(event, Finished):
            outcomes.append(event.outcome)

    with pytest.raises(KeyboardInterrupt):
        run_together(executor, making(), listen)
    assert outcomes == ["stopped", "stopped"]


def test_a_cluster_whose_workers_have_not_joined_yet_is_given_a_job_to_begin_with() -> None:
    executor = ScriptedExecutor(slots=2)
    joined = iter([0, 0, 0, 2])
    executor.slots = lambda: next(joined, 2)  # type: ignore[method-assign]
    ended: list[int] = []

    def listen(said_by: Job, event: Event) -> None:
        if isinstance(event, Finished):
            ended.append(said_by.plan.seed)

    run_together(executor, jobs(4), listen)
    executor.close()
    assert sorted(ended) == [0, 1, 2, 3]
