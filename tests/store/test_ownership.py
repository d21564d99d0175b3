"""Who may what: a token shows a run or a study to everybody, and lets its owner alone change it."""

from contextlib import closing

import pytest

from tests.scripted import ScriptedExecutor
from tests.store.made import images, submitted
from transfer_demo.errors import SomebodyElses
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.recorder import Recorder

PLAN = ResolvedPlan(frozen_stages=7, arms=("scratch",))
OTHER_CELL = (ResolvedPlan(frozen_stages=3, arms=("scratch",)), images())

CHANGES_OF_A_RUN = {
    "delete": lambda recorder, store, token, by: store.delete(token, by=by),
    "request_stop": lambda recorder, store, token, by: store.request_stop(token, by=by),
    "pin": lambda recorder, store, token, by: store.pin(token, True, by=by),
    "stop": lambda recorder, store, token, by: recorder.stop(token, by=by),
}
CHANGES_OF_A_STUDY = {
    "delete": lambda recorder, store, token, by: store.studies.delete(token, by=by),
    "pin": lambda recorder, store, token, by: store.studies.pin(token, True, by=by),
    "set_guess": lambda recorder, store, token, by: store.studies.set_guess(token, 3, by=by),
    "stop": lambda recorder, store, token, by: recorder.stop_study(token, by=by),
    "renew": lambda recorder, store, token, by: recorder.renew_study(token, by=by),
    "extend": lambda recorder, store, token, by: recorder.extend_study(token, [OTHER_CELL], by=by),
}


@pytest.mark.parametrize("change", CHANGES_OF_A_RUN.values(), ids=CHANGES_OF_A_RUN.keys())
def test_nobody_changes_a_run_of_somebody_else(recorder, store, by_hand, change):
    token = recorder.start(PLAN, images(), owner="ada")
    submitted(by_hand, 1)
    before = store.version(token)
    with pytest.raises(SomebodyElses, match="started by somebody else"):
        change(recorder, store, token, "eve")
    assert store.version(token) == before
    assert not store.record(token).stop_requested
    assert not by_hand.tickets[0].stopped
    change(recorder, store, token, "ada")


@pytest.mark.parametrize("change", CHANGES_OF_A_STUDY.values(), ids=CHANGES_OF_A_STUDY.keys())
def test_nobody_changes_a_study_of_somebody_else(store, change):
    executor = ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, executor)) as recorder:
        token = recorder.start_study("freeze", PLAN, (0,), [(PLAN, images())], owner="ada")
        submitted(executor, 1)
        before = store.studies.version(token)
        with pytest.raises(SomebodyElses):
            change(recorder, store, token, "eve")
        assert store.studies.version(token) == before
        assert not executor.tickets[0].stopped
        change(recorder, store, token, "ada")


def test_a_run_of_a_study_is_its_owners_too(recorder, store, by_hand):
    study = recorder.start_study("freeze", PLAN, (0,), [(PLAN, images())], owner="ada")
    (run,) = store.studies.runs(study)
    with pytest.raises(SomebodyElses):
        recorder.stop(run, by="eve")
    assert store.record(run).owner == "ada"
