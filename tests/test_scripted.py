import threading
import time

import pytest

from tests.scripted import ScriptedExecutor, learn
from tests.store.made import images
from transfer_demo.errors import ExecutorError
from transfer_demo.events import Finished, Progress
from transfer_demo.history import fold
from transfer_demo.plan import Plan
from transfer_demo.training.job import Job


def job(arm="scratch", *, epochs=2, run="run"):
    return Job(run=run, arm=arm, plan=Plan(epochs=epochs, frozen_stages=7), images=images())


@pytest.fixture
def by_hand():
    return ScriptedExecutor(by_hand=True)


def kinds(heard):
    return [event.kind for event in heard]


def test_a_thread_plays_the_whole_script_in_order():
    executor, heard, threads = ScriptedExecutor(), [], set()

    def listen(event):
        heard.append(event)
        threads.add(threading.current_thread())

    assert executor.submit(job(), listen).wait(30)
    executor.close()
    assert heard == list(learn(job()))
    assert threads != {threading.main_thread()}


def test_the_script_that_is_there_is_a_training_that_goes_well():
    arm = fold(learn(job(epochs=3))).arms["scratch"]
    assert [epoch.epoch for epoch in arm.epochs] == [1, 2, 3]
    assert arm.progress.fraction == 1.0
    assert arm.finished.outcome == "done"
    labels = arm.started.validation_labels
    for epoch in arm.epochs:
        hits = sum(a == b for a, b in zip(labels, epoch.val_predictions, strict=True))
        assert epoch.val_accuracy == hits / len(labels)


def test_by_hand_each_step_says_one_event_of_each_job(by_hand):
    heard = {"fine_tune": [], "scratch": []}
    for arm, said in heard.items():
        by_hand.submit(job(arm), said.append)
    assert by_hand.step(3)
    said = ["started", "untrained", "epoch_end"]
    assert [kinds(events) for events in heard.values()] == [said] * 2


def test_stepping_ends_when_nothing_runs(by_hand):
    heard = []
    by_hand.submit(job(epochs=1), heard.append)
    steps = 0
    while by_hand.step():
        steps += 1
    assert steps == len(heard) == 5


def test_no_more_jobs_play_than_there_are_slots():
    executor, heard = ScriptedExecutor(slots=1, by_hand=True), []
    for name in ("first", "second"):
        executor.submit(job(run=name), lambda event, name=name: heard.append(name))
    executor.step(3)
    assert set(heard) == {"first"}
    while executor.step():
        pass
    assert heard == ["first"] * 7 + ["second"] * 7


def test_a_higher_priority_starts_sooner_and_interrupts_nothing():
    executor, heard = ScriptedExecutor(slots=1, by_hand=True), []
    for name, priority in (("first", 0), ("low", 1), ("high", 2)):
        executor.submit(
            job(run=name), lambda event, name=name: heard.append(name), priority=priority
        )
        executor.step()
    while executor.step():
        pass
    assert list(dict.fromkeys(heard)) == ["first", "high", "low"]


def test_a_stopped_job_says_so_next_and_nothing_after(by_hand):
    heard = []
    ticket = by_hand.submit(job(), heard.append)
    by_hand.step(3)
    ticket.stop()
    ticket.stop()
    by_hand.step(3)
    assert kinds(heard) == ["started", "untrained", "epoch_end", "finished"]
    assert (heard[-1].outcome, heard[-1].seconds) == ("stopped", 1.0)


def test_a_job_that_waits_for_a_slot_can_be_stopped():
    executor, heard = ScriptedExecutor(slots=1, by_hand=True), []
    executor.submit(job(), lambda event: None)
    executor.submit(job(), heard.append).stop()
    executor.step()
    assert [event.outcome for event in heard] == ["stopped"]


def test_a_thread_notices_a_stop():
    def script(job):
        while True:
            time.sleep(0.001)
            yield Progress(arm=job.arm, fraction=0.5, seconds=1.0)

    executor = ScriptedExecutor(script)
    ticket = executor.submit(job(), lambda event: None)
    assert not ticket.wait(0.01)
    ticket.stop()
    assert ticket.wait(30)
    executor.close()


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ExecutorError("The worker is gone."), "The worker is gone."),
        (RuntimeError("oops"), "ended with an error that we did not expect"),
    ],
)
def test_a_script_that_fails_is_a_failed_job(by_hand, error, message):
    def script(job):
        yield from list(learn(job))[:3]
        raise error

    executor, heard = ScriptedExecutor(script, by_hand=True), []
    executor.submit(job(), heard.append)
    executor.step(5)
    assert kinds(heard) == ["started", "untrained", "epoch_end", "finished"]
    assert heard[-1].outcome == "failed"
    assert message in heard[-1].message


def test_a_job_that_restarts_says_everything_again(by_hand):
    heard = []
    by_hand.submit(job(), heard.append)
    by_hand.step(3)
    by_hand.tickets[0].restart()
    while by_hand.step():
        pass
    assert heard[3:] == list(learn(job()))


def test_a_listener_that_fails_does_not_end_the_job(by_hand):
    def listen(event):
        raise RuntimeError

    ticket = by_hand.submit(job(), listen)
    while by_hand.step():
        pass
    assert ticket.wait(0)


@pytest.mark.parametrize("by_hand", [True, False])
def test_closing_stops_what_runs_and_what_waits(by_hand):
    def script(job):
        while True:
            yield Progress(arm=job.arm, fraction=0.1, seconds=0.1)

    executor, heard = ScriptedExecutor(script, slots=1, by_hand=by_hand), []
    tickets = [executor.submit(job(), heard.append) for _ in range(3)]
    executor.close()
    assert all(ticket.wait(0) for ticket in tickets)
    assert [e.outcome for e in heard if isinstance(e, Finished)] == ["stopped"] * 3


def test_a_job_that_comes_after_closing_is_stopped_at_once(by_hand):
    heard = []
    by_hand.close()
    assert by_hand.submit(job(), heard.append).wait(0)
    assert [event.outcome for event in heard] == ["stopped"]
