"""Studies with a recorder over an executor that plays scripts; see test_recorder."""

from contextlib import closing
from dataclasses import replace

import pytest

from tests.scripted import ScriptedExecutor, learn
from tests.store.made import images, play_to_the_end, play_to_the_end_of, submitted, until
from transfer_demo.errors import StoreError, UnknownStudy
from transfer_demo.history import fold
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.studies.studies import Studies
from transfer_demo.training.job import Job

PLAN = ResolvedPlan(epochs=3, frozen_stages=7)


def cell(arm="fine_tune", labelled=None, **changes):
    """A plan with one arm, and its images."""
    return replace(PLAN, arms=(arm,), **changes), labelled or images()


DEPTHS = [cell(frozen_stages=9), cell("scratch"), cell(frozen_stages=8), cell(frozen_stages=2)]


def start(recorder, cells=DEPTHS, *, owner="ada"):
    return recorder.start_study("freeze", PLAN, (0,), cells, owner=owner)


def play_until_over(store, executor, token):
    until(lambda: not executor.step() and over(store, token))


def over(store, token):
    return store.studies.record(token).status not in ("queued", "running")


def undisturbed(plan):
    """What an arm has said when it was trained to the end."""
    job = Job(run="any", arm=plan.arms[0], plan=plan, images=images(), threads=1)
    return fold(learn(job), arms=plan.arms).arms[job.arm]


# From start to end


def test_a_study_is_trained_cell_by_cell_in_order(store):
    executor = ScriptedExecutor(slots=1)
    with closing(Recorder(store, executor)) as recorder:
        token = start(recorder)
        until(lambda: over(store, token))
    assert store.studies.record(token).status == "done"
    assert [ticket.job.run for ticket in executor.tickets] == list(store.studies.runs(token))
    assert [one.history for one in store.studies.cells(token)] == [
        undisturbed(plan) for plan, _ in DEPTHS
    ]


def test_cells_fill_the_workers_and_the_rest_waits(store, recorder, by_hand):
    token = start(recorder)
    submitted(by_hand, 2)
    statuses = [store.record(run).status for run in store.studies.runs(token)]
    assert statuses == ["running", "running", "queued", "queued"]
    assert store.studies.record(token).status == "running"


def test_a_cell_is_trained_like_the_same_arm_of_a_race(store, recorder, by_hand):
    start(recorder, [cell()])
    recorder.start(PLAN, images(), owner="bob")
    in_study, in_race, _ = submitted(by_hand, 3)
    alone = replace(PLAN, arms=("fine_tune",))
    assert in_study == replace(in_race, run=in_study.run, plan=alone, keeps_model=False)
    assert in_race.keeps_model


def test_a_cell_keeps_what_later_ones_will_ask_for(store, by_hand):
    one_worker = ScriptedExecutor(slots=1, by_hand=True)
    other_seed = cell(frozen_stages=5, seed=1)
    with closing(Recorder(store, one_worker)) as recorder:
        token = start(recorder, [*DEPTHS, other_seed])
        play_until_over(store, one_worker, token)
    shared = {ticket.job.plan: ticket.job.shared for ticket in one_worker.tickets}
    assert shared[DEPTHS[0][0]] == (2, 8)
    assert shared[DEPTHS[2][0]] == (2,)
    assert shared[DEPTHS[3][0]] == ()
    assert shared[other_seed[0]] == ()


def test_a_cell_that_fails_leaves_the_others_alone(store):
    def script(job):
        if job.arm == "scratch":
            raise StoreError("The memory of the worker is full.")
        yield from learn(job)

    with closing(Recorder(store, ScriptedExecutor(script))) as recorder:
        token = start(recorder)
        until(lambda: over(store, token))
    assert store.studies.record(token).status == "failed"
    assert [one.done for one in store.studies.cells(token)] == [True, False, True, True]
    failed = store.studies.cells(token)[1].history.finished
    assert failed.message == "The memory of the worker is full."


def test_cells_that_come_later_are_trained_too(store, recorder, by_hand):
    token = start(recorder, [cell("score")])
    play_until_over(store, by_hand, token)
    recorder.extend_study(token, [cell()], by="ada")
    play_until_over(store, by_hand, token)
    assert [ticket.job.arm for ticket in by_hand.tickets] == ["score", "fine_tune"]


def test_a_study_that_was_measured_before_trains_nothing(store, recorder, by_hand):
    token = start(recorder)
    play_until_over(store, by_hand, token)
    trained = len(by_hand.tickets)
    again = start(recorder)
    assert store.studies.record(again).status == "done"
    assert recorder.ahead_of_study(again) == 0
    assert len(by_hand.tickets) == trained


# The queue


def test_a_race_from_the_lab_starts_before_what_is_left_of_a_study(store, recorder, by_hand):
    token = start(recorder)
    submitted(by_hand, 2)
    race = recorder.start(PLAN, images(), owner="ada")
    assert recorder.ahead(race) == 0
    assert recorder.ahead_of_study(token) == 1
    play_to_the_end(by_hand)
    assert [job.run for job in submitted(by_hand, 4)][2:] == [race, race]


def test_another_person_does_not_wait_for_a_study(store, recorder, by_hand):
    start(recorder)
    submitted(by_hand, 2)
    race = recorder.start(PLAN, images(), owner="bob")
    study = start(recorder, [cell()], owner="eve")
    assert (recorder.ahead(race), recorder.ahead_of_study(study)) == (0, 1)


def test_ahead_of_a_study_that_is_not_there_is_a_sentence(recorder):
    with pytest.raises(UnknownStudy):
        recorder.ahead_of_study("nobody")


# Stopping and renewing


def test_stopping_ends_all_runs_of_a_study_and_no_others(store, recorder, by_hand):
    token = start(recorder)
    submitted(by_hand, 2)
    race = recorder.start(PLAN, images(), owner="bob")
    by_hand.step(3)
    recorder.stop_study(token, by="ada")
    until(lambda: not by_hand.step() and over(store, token))
    assert store.studies.record(token).status == "stopped"
    assert [len(one.history.epochs) for one in store.studies.cells(token)] == [1, 1, 0, 0]
    until(lambda: not by_hand.step() and store.record(race).status == "done")
    assert {ticket.job.run for ticket in by_hand.tickets[2:]} == {race}


def test_trainings_stop_even_when_the_disk_is_full(store, recorder, by_hand, monkeypatch):
    token = start(recorder)
    submitted(by_hand, 2)

    def full(self, token, *, by):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Studies, "request_stop", full)
    with pytest.raises(StoreError):
        recorder.stop_study(token, by="ada")
    assert all(ticket.stopped for ticket in by_hand.tickets)


def test_a_study_that_was_stopped_goes_on_when_it_is_renewed(store, recorder, by_hand):
    token = start(recorder)
    submitted(by_hand, 2)
    by_hand.step(2)
    recorder.stop_study(token, by="ada")
    until(lambda: not by_hand.step() and over(store, token))
    recorder.renew_study(token, by="ada")
    play_until_over(store, by_hand, token)
    assert store.studies.record(token).status == "done"
    assert [one.history for one in store.studies.cells(token)] == [
        undisturbed(plan) for plan, _ in DEPTHS
    ]


def test_one_cell_can_be_stopped_and_the_others_go_on(store, recorder, by_hand):
    token = start(recorder)
    submitted(by_hand, 2)
    recorder.stop(store.studies.runs(token)[3], by="ada")
    play_until_over(store, by_hand, token)
    assert store.studies.record(token).status == "stopped"
    assert [one.done for one in store.studies.cells(token)] == [True, True, True, False]


def test_a_study_that_is_deleted_in_training_stops_and_makes_room(store, recorder, by_hand):
    token = start(recorder)
    submitted(by_hand, 2)
    store.studies.delete(token, by="ada")
    by_hand.step()  # what they say now finds no run
    until(lambda: all(ticket.stopped for ticket in by_hand.tickets))
    by_hand.step()
    race = recorder.start(PLAN, images(), owner="ada")
    assert submitted(by_hand, 4)[3].run == race
    assert recorder.problem is None


def test_a_run_that_is_deleted_just_before_it_starts_is_no_problem(store, by_hand, monkeypatch):
    first, second = store.studies.runs(
        store.studies.create("freeze", PLAN, (0,), DEPTHS[:2], owner="ada")
    )
    record = store.record

    def too_late(token):
        monkeypatch.undo()
        store.delete(token, by="ada")
        return record(token)

    monkeypatch.setattr(store, "record", too_late)
    with closing(Recorder(store, by_hand)) as recorder:
        assert submitted(by_hand, 1)[0].run == second
        assert recorder.problem is None


# Restarts, and several servers


def test_a_study_goes_on_after_a_restart(store):
    first, second = ScriptedExecutor(by_hand=True), ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, first)) as recorder:
        token = start(recorder)
        play_to_the_end_of(first, 2)
        until(lambda: len(first.tickets) == 4)
        first.step(2)
    assert store.studies.record(token).status == "running"
    assert [one.done for one in store.studies.cells(token)] == [True, True, False, False]
    with closing(Recorder(store, second)):
        play_until_over(store, second, token)
    assert [ticket.job.run for ticket in second.tickets] == list(store.studies.runs(token)[2:])
    assert all(ticket.job.threads == 1 for ticket in second.tickets)
    assert [one.history for one in store.studies.cells(token)] == [
        undisturbed(plan) for plan, _ in DEPTHS
    ]


def test_a_request_to_stop_is_obeyed_after_a_restart(store, by_hand):
    token = store.studies.create("freeze", PLAN, (0,), DEPTHS, owner="ada")
    store.claim(store.studies.runs(token)[0])
    store.studies.request_stop(token, by="ada")
    with closing(Recorder(store, by_hand)):
        until(lambda: over(store, token))
    assert store.studies.record(token).status == "stopped"
    assert by_hand.tickets == []


def test_two_servers_share_a_study(store):
    first, second = ScriptedExecutor(by_hand=True), ScriptedExecutor(by_hand=True)
    leader = Recorder(store, first)
    leader.start_study("freeze", PLAN, (1,), [cell(seed=1)], owner="bob")
    submitted(first, 1)
    with closing(Recorder(store, second)) as standby:
        token = start(standby)
        submitted(first, 2)  # the leader starts the runs of both
        standby.stop_study(token, by="ada")
        until(lambda: first.tickets[1].stopped and not first.tickets[0].stopped)
        until(lambda: not first.step() and over(store, token))
        standby.renew_study(token, by="ada")
        leader.close()
        play_until_over(store, second, token)
    assert store.studies.record(token).status == "done"
    assert all(one.done for one in store.studies.cells(token))
