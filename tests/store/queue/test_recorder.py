"""The recorder over an executor that plays scripts. `by_hand` ones say nothing before `step`."""

import logging
import threading
from contextlib import closing

import pytest

from tests.scripted import ScriptedExecutor, learn
from tests.store.made import (
    epoch_end,
    finished,
    images,
    play_to_the_end,
    play_to_the_end_of,
    progress,
    started,
    submitted,
    until,
    with_bytes,
)
from transfer_demo.errors import ExecutorError, StoreError, UnknownRun
from transfer_demo.events import Finished
from transfer_demo.history import fold
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue import dispatcher
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore
from transfer_demo.training.job import Job
from transfer_demo.verdict.guess import RaceGuess

ARMS = ("fine_tune", "scratch")
PLAN = ResolvedPlan(epochs=3, frozen_stages=7)


def undisturbed(token, *, plan=PLAN):
    """The history of a run that nothing went wrong in."""
    threads = 1 if len(plan.arms) > 1 else None
    jobs = [
        Job(run=token, arm=arm, plan=plan, images=images(), threads=threads) for arm in plan.arms
    ]
    return fold([event for job in jobs for event in learn(job)], arms=plan.arms)


def status(store, token):
    return store.record(token).status


# A run from start to end


def test_everything_that_a_run_says_is_recorded(store):
    with closing(Recorder(store, ScriptedExecutor())) as recorder:
        token = recorder.start(PLAN, images(), owner="ada")
        until(lambda: status(store, token) == "done")
    assert store.history(token) == undisturbed(token)


def test_a_run_of_a_lesson_is_the_owners_and_marked(store, recorder):
    token = recorder.start(PLAN, images(), owner="ada", lesson="break-it")
    record = store.record(token)
    assert (record.owner, record.lesson) == ("ada", "break-it")


def test_both_arms_start_together_with_the_same_images(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    jobs = submitted(by_hand, 2)
    assert [(job.run, job.arm, with_bytes(job.images)) for job in jobs] == [
        (token, arm, images()) for arm in ARMS
    ]
    assert status(store, token) == "running"


def test_events_are_in_the_store_when_they_have_been_said(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    by_hand.step(3)  # started, untrained, first epoch
    assert [len(arm.epochs) for arm in store.history(token).arms.values()] == [1, 1]


def test_a_guess_is_kept_with_the_run_and_no_worker_sees_it(store, recorder, by_hand):
    guess = RaceGuess(winner="fine_tune", lead=0.3, crossing_epoch=None)
    token = recorder.start(PLAN, images(), owner="ada", guess=guess)
    assert store.record(token).guess == guess
    assert not any("guess" in vars(job) for job in submitted(by_hand, 2))


def test_a_failed_arm_fails_the_run_and_leaves_the_other_alone(store):
    def script(job):
        if job.arm == "scratch":
            raise ExecutorError("The memory of the worker is full.")
        yield from learn(job)

    with closing(Recorder(store, ScriptedExecutor(script))) as recorder:
        token = recorder.start(PLAN, images(), owner="ada")
        until(lambda: status(store, token) == "failed")
    arms = store.history(token).arms
    assert arms["scratch"].finished.message == "The memory of the worker is full."
    assert arms["fine_tune"].finished.outcome == "done"


def test_a_job_that_is_not_taken_is_a_failure_with_a_sentence(store, by_hand, monkeypatch):
    def refuse(job, listener, *, priority=0):
        raise ExecutorError("The scheduler cannot be reached.")

    monkeypatch.setattr(by_hand, "submit", refuse)
    with closing(Recorder(store, by_hand)) as recorder:
        token = recorder.start(PLAN, images(), owner="ada")
        until(lambda: status(store, token) == "failed")
    messages = {arm.finished.message for arm in store.history(token).arms.values()}
    assert messages == {"The scheduler cannot be reached."}


def test_a_run_whose_images_are_gone_fails_with_a_sentence(store, by_hand):
    token = store.create(PLAN, images(), owner="ada")
    store.files.pictures.remove([images().train[0].picture.digest])
    with closing(Recorder(store, by_hand)):
        until(lambda: status(store, token) == "failed")
    assert "Bring the images again" in store.history(token).arms["scratch"].finished.message


def test_a_job_that_runs_again_ends_with_the_same_curve(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    by_hand.step(4)
    by_hand.tickets[0].restart()  # its worker died
    play_to_the_end(by_hand)
    until(lambda: status(store, token) == "done")
    assert store.history(token) == undisturbed(token)


# The queue


def test_runs_wait_in_the_store_while_no_arm_is_free(store, recorder, by_hand):
    first = recorder.start(PLAN, images(), owner="ada")
    second = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    assert (status(store, first), status(store, second)) == ("running", "queued")
    play_to_the_end(by_hand)
    assert [job.run for job in submitted(by_hand, 4)] == [first, first, second, second]


def test_a_run_starts_as_soon_as_one_arm_is_free(store, by_hand):
    def script(job):
        yield from list(learn(job))[: 3 if job.arm == "fine_tune" else None]
        yield Finished(arm=job.arm, outcome="done", seconds=1.0)

    executor = ScriptedExecutor(script, by_hand=True)
    with closing(Recorder(store, executor)) as recorder:
        recorder.start(PLAN, images(), owner="ada")
        second = recorder.start(PLAN, images(), owner="bob")
        submitted(executor, 2)
        executor.step(4)  # fine-tuning is over, scratch is not
        assert submitted(executor, 4)[2].run == second


def test_many_slots_are_all_used(store):
    executor = ScriptedExecutor(slots=4, by_hand=True)
    with closing(Recorder(store, executor)) as recorder:
        tokens = [recorder.start(PLAN, images(), owner="ada") for _ in range(3)]
        submitted(executor, 4)
        assert [status(store, token) for token in tokens] == ["running", "running", "queued"]


def test_people_take_turns_also_with_one_worker(store):
    executor = ScriptedExecutor(slots=1, by_hand=True)
    plan = ResolvedPlan(frozen_stages=7, arms=("scratch",), epochs=1)
    names = {
        store.create(plan, images(), owner=name[:3]): name
        for name in ("ada1", "ada2", "ada3", "bob1")
    }
    with closing(Recorder(store, executor)):
        for count in range(1, 5):
            submitted(executor, count)
            play_to_the_end(executor)
    assert [names[ticket.job.run] for ticket in executor.tickets] == [
        "ada1",
        "bob1",
        "ada2",
        "ada3",
    ]


def test_earlier_runs_have_priority(store):
    executor = ScriptedExecutor(slots=4, by_hand=True)
    with closing(Recorder(store, executor)) as recorder:
        for _ in range(2):
            recorder.start(PLAN, images(), owner="ada")
        submitted(executor, 4)
    first, second = executor.tickets[:2], executor.tickets[2:]
    assert min(t.priority for t in first) > max(t.priority for t in second)


def test_ahead_counts_the_runs_that_start_before(recorder, by_hand):
    names = ("ada", "ada", "ada", "bob")
    tokens = [recorder.start(PLAN, images(), owner=name) for name in names]
    submitted(by_hand, 2)
    assert [recorder.ahead(token) for token in tokens] == [0, 1, 2, 0]
    with pytest.raises(UnknownRun):
        recorder.ahead("nobody")


def test_an_executor_that_cannot_be_reached_keeps_runs_waiting_and_says_why(
    store, by_hand, monkeypatch
):
    def slots():
        raise ExecutorError("The scheduler cannot be reached.")

    with monkeypatch.context() as patch:
        patch.setattr(by_hand, "slots", slots)
        recorder = Recorder(store, by_hand)
        token = recorder.start(PLAN, images(), owner="ada")
        until(lambda: recorder.problem == "The scheduler cannot be reached.")
        assert status(store, token) == "queued"
    with closing(recorder):
        submitted(by_hand, 2)
        until(lambda: recorder.problem is None)


# Stopping


def test_a_run_that_waits_stops_at_once(store, recorder, by_hand):
    recorder.start(PLAN, images(), owner="ada")
    waiting = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    recorder.stop(waiting, by="ada")
    assert status(store, waiting) == "stopped"
    assert store.history(waiting).finished
    play_to_the_end(by_hand)
    assert len(by_hand.tickets) == 2


def test_a_run_in_training_stops_and_keeps_its_epochs(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    by_hand.step(3)
    recorder.stop(token, by="ada")
    recorder.stop(token, by="ada")
    by_hand.step()
    until(lambda: status(store, token) == "stopped")
    for arm in store.history(token).arms.values():
        assert (arm.finished.outcome, len(arm.epochs)) == ("stopped", 1)


def test_the_next_run_starts_when_one_was_stopped(recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    following = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    recorder.stop(token, by="ada")
    by_hand.step()
    assert submitted(by_hand, 4)[3].run == following


def test_stopping_a_run_that_is_over_changes_nothing(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    play_to_the_end(by_hand)
    until(lambda: status(store, token) == "done")
    before = store.version(token)
    recorder.stop(token, by="ada")
    assert status(store, token) == "done"
    assert store.version(token) == before


def test_stopping_an_unknown_run_is_a_sentence(recorder):
    with pytest.raises(UnknownRun):
        recorder.stop("nobody", by="ada")


def test_a_training_stops_even_when_the_disk_is_full(store, recorder, by_hand, monkeypatch):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)

    def full(self, token, *, by):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(RunStore, "request_stop", full)
    with pytest.raises(StoreError):
        recorder.stop(token, by="ada")
    assert all(ticket.stopped for ticket in by_hand.tickets)


def test_a_request_to_stop_that_another_process_wrote_is_obeyed(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    store.request_stop(token, by="ada")
    until(lambda: all(ticket.stopped for ticket in by_hand.tickets))


def test_a_run_that_is_deleted_in_training_stops_and_makes_room(store, recorder, by_hand):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    store.delete(token, by="ada")
    by_hand.step()  # what it says now finds no run
    until(lambda: all(ticket.stopped for ticket in by_hand.tickets))
    by_hand.step()
    following = recorder.start(PLAN, images(), owner="ada")
    assert submitted(by_hand, 4)[3].run == following


# When the store fails


def test_nothing_is_lost_while_the_store_cannot_be_written(store, recorder, by_hand, monkeypatch):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)
    by_hand.step()

    def full(self, token, event, **_):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "write", full)
        play_to_the_end(by_hand)  # the training ends unharmed
        until(lambda: recorder.problem == "The disk is full.")
        assert status(store, token) == "running"
    until(lambda: status(store, token) == "done")
    assert store.history(token) == undisturbed(token)
    until(lambda: recorder.problem is None)


def test_a_mistake_of_ours_in_writing_does_not_reach_the_training(
    store, recorder, by_hand, monkeypatch
):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 2)

    def broken(self, token, event, **_):
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "write", broken)
        by_hand.step(2)
    play_to_the_end(by_hand)
    until(lambda: status(store, token) == "done")


# Restarts


def killed_in_training(store):
    """A run as a killed server leaves it: fine-tuning is done, scratch in its second epoch."""
    token = store.create(PLAN, images(), owner="ada")
    store.claim(token)
    job = Job(run=token, arm="fine_tune", plan=PLAN, images=images(), threads=1)
    for event in learn(job):
        store.write(token, event)
    for event in (started(), epoch_end(epoch=1), epoch_end(epoch=2), progress()):
        store.write(token, event)
    return token


def test_a_run_of_a_killed_server_goes_on_with_the_arms_that_are_not_over(store, by_hand):
    token = killed_in_training(store)
    with closing(Recorder(store, by_hand)):
        assert [job.arm for job in submitted(by_hand, 1)] == ["scratch"]
        assert by_hand.tickets[0].job.threads == 1  # as with both arms: the same curve
        assert by_hand.tickets[0].job.begun_before
        play_to_the_end(by_hand)
        until(lambda: status(store, token) == "done")
    assert store.history(token) == undisturbed(token)


def test_a_run_that_waits_again_keeps_what_it_had_measured(store):
    token = killed_in_training(store)
    before = store.history(token)
    with closing(Recorder(store, ScriptedExecutor(slots=0))):
        until(lambda: status(store, token) == "queued")
    assert store.history(token) == before


def test_a_run_of_a_killed_server_goes_on_before_others_get_their_turn(store, by_hand):
    token = killed_in_training(store)
    store.create(PLAN, images(), owner="bob")
    with closing(Recorder(store, by_hand)):
        assert submitted(by_hand, 1)[0].run == token


def test_a_run_that_was_to_be_stopped_when_the_server_was_killed_is_stopped(store, by_hand):
    token = killed_in_training(store)
    store.request_stop(token, by="ada")
    with closing(Recorder(store, by_hand)):
        until(lambda: status(store, token) == "stopped")
    arms = store.history(token).arms
    assert (arms["fine_tune"].finished.outcome, arms["scratch"].finished.outcome) == (
        "done",
        "stopped",
    )
    assert by_hand.tickets == []


def test_a_run_whose_arms_were_all_over_when_the_server_was_killed_is_closed(store, by_hand):
    token = killed_in_training(store)
    store.write(token, finished("scratch", "failed"))
    with closing(Recorder(store, by_hand)):
        until(lambda: status(store, token) == "failed")
    assert by_hand.tickets == []


def test_closing_leaves_runs_for_the_next_recorder(store):
    first, second = ScriptedExecutor(by_hand=True), ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, first)) as recorder:
        token = recorder.start(PLAN, images(), owner="ada")
        waiting = recorder.start(PLAN, images(), owner="ada")
        submitted(first, 2)
        first.step(3)
    assert status(store, token) == "running"
    assert status(store, waiting) == "queued"
    assert not store.history(token).finished
    with closing(Recorder(store, second)):
        submitted(second, 2)
        play_to_the_end(second)
        until(lambda: status(store, token) == "done")
    assert store.history(token) == undisturbed(token)


def test_a_run_that_a_person_stopped_is_stopped_also_if_we_close_at_once(store):
    executor = ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, executor)) as recorder:
        token = recorder.start(PLAN, images(), owner="ada")
        submitted(executor, 2)
        recorder.stop(token, by="ada")
    assert status(store, token) == "stopped"


def test_all_that_is_too_old_goes_bit_by_bit_and_later_more(store, by_hand, monkeypatch):
    swept = []
    monkeypatch.setattr(dispatcher, "_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(store, "sweep", lambda: swept.append(1) or len(swept) < 5)
    with closing(Recorder(store, by_hand)):
        until(lambda: len(swept) == 5)
        monkeypatch.setattr(dispatcher, "_SWEEP_SECONDS", 0.0)
    again = len(swept)
    with closing(Recorder(store, by_hand)):
        until(lambda: len(swept) > again + 2)


def test_a_sweep_that_fails_keeps_nobody_from_training(store, by_hand, monkeypatch):
    def busy():
        raise StoreError("busy")

    monkeypatch.setattr(store, "sweep", busy)
    with closing(Recorder(store, by_hand)) as recorder:
        recorder.start(PLAN, images(), owner="ada")
        submitted(by_hand, 2)
        assert recorder.problem is None


def test_closing_twice_is_harmless(store, by_hand):
    recorder = Recorder(store, by_hand)
    recorder.close()
    recorder.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "recorder"]


def test_a_second_server_leaves_the_runs_of_the_first_alone_and_takes_over_from_it(store):
    first, second = ScriptedExecutor(by_hand=True), ScriptedExecutor(by_hand=True)
    leader = Recorder(store, first)
    mine = leader.start(PLAN, images(), owner="ada")
    submitted(first, 2)
    with closing(Recorder(store, second)) as standby:
        theirs = standby.start(PLAN, images(), owner="bob")
        play_to_the_end_of(first, 2)
        assert submitted(first, 4)[3].run == theirs  # the leader starts the runs of both
        until(lambda: status(store, mine) == "done")
        standby.stop(theirs, by="bob")
        until(lambda: all(ticket.stopped for ticket in first.tickets[2:]))
        assert second.tickets == []
        leader.close()
        last = standby.start(PLAN, images(), owner="bob")
        until(lambda: last in [ticket.job.run for ticket in second.tickets])


def test_a_server_that_was_taken_for_gone_trains_nothing_twice(store, by_hand):
    with closing(Recorder(store, by_hand)) as recorder:
        token = recorder.start(PLAN, images(), owner="ada")
        submitted(by_hand, 2)
        by_hand.step(2)
        # Another one took the run over while this one could not reach the database.
        store.set_status(token, "queued")
        assert store.claim(token, trainer="another")
        before = store.history(token)
        until(lambda: all(ticket.stopped for ticket in by_hand.tickets))
        play_to_the_end(by_hand)
        following = recorder.start(PLAN, images(), owner="bob")
        until(lambda: following in [ticket.job.run for ticket in by_hand.tickets])
        assert store.history(token) == before
        assert status(store, token) == "running"


def test_the_log_holds_no_token_and_no_name_of_an_image(store, by_hand, caplog):
    with caplog.at_level(logging.DEBUG), closing(Recorder(store, by_hand)) as recorder:
        token = recorder.start(PLAN, images("grandmother"), owner="ada")
        submitted(by_hand, 2)
        store.delete(token, by="ada")
        play_to_the_end(by_hand)
    assert "starts" in caplog.text
    assert token not in caplog.text
    assert "grandmother" not in caplog.text
