"""One bad row stops nobody: it ends as failed with its sentence, and the next run starts."""

import json
from contextlib import closing

import pytest
import sqlalchemy as sa

from tests.scripted import ScriptedExecutor
from tests.store.made import images, play_to_the_end, started, until
from transfer_demo.errors import StoreError, UnreadableRun
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue import dispatcher
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore

PLAN = ResolvedPlan(frozen_stages=7)
# What another version, or a disk, may have left in a row.
DAMAGE = {
    "plan of another time": ("runs", "plan", '{"backbone": "efficientnet_lite0", "epochs": -3}'),
    "plan without its depth": ("runs", "plan", '{"backbone": "efficientnet_lite0"}'),
    "plan that is none": ("runs", "plan", "[1]"),
    "half a plan": ("runs", "plan", '{"backbone": "eff'),
    "backbone that is gone": ("runs", "plan", PLAN.to_dict() | {"backbone": "gone"}),
    "more stages than there are": ("runs", "plan", PLAN.to_dict() | {"frozen_stages": 25}),
    "guess of another time": ("runs", "guess", '{"winner": 7}'),
    "files that are none": ("runs", "rejected", '[{"colour": 1}]'),
    "arms that are none": ("runs", "arms", "null"),
    "an event of another time": ("events", "body", '{"kind": "confetti"}'),
}


def damage(store, token, what):
    """Write into the row of a run what nobody understands."""
    table, column, value = DAMAGE[what]
    if table == "events":
        store.write(token, started("fine_tune"))
    row = "id" if table == "runs" else "run_id"
    with store.database.writing() as session:
        session.execute(
            sa.text(
                f"UPDATE {table} SET {column} = :value "
                f"WHERE {row} = (SELECT id FROM runs WHERE token = :token)"
            ),
            {"value": value if isinstance(value, str) else json.dumps(value), "token": token},
        )


def status(store, token):
    with store.database.reading() as session:
        return session.scalar(sa.text("SELECT status FROM runs WHERE token = :t"), {"t": token})


@pytest.mark.parametrize("was", ["queued", "running"])
@pytest.mark.parametrize("what", DAMAGE)
def test_a_run_that_cannot_be_read_fails_and_the_next_one_starts(store, what, was):
    bad = store.create(PLAN, images(), owner="ada")
    if was == "running":  # and its server was killed
        store.claim(bad)
    damage(store, bad, what)
    good = store.create(PLAN, images(), owner="bob")
    executor = ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, executor)) as recorder:
        until(lambda: good in [ticket.job.run for ticket in executor.tickets])
        play_to_the_end(executor)
        until(lambda: status(store, good) == "done")
        assert recorder.problem is None
    assert status(store, bad) == "failed"


def test_the_sentence_says_what_to_do(store):
    token = store.create(PLAN, images(), owner="ada")
    damage(store, token, "backbone that is gone")
    with closing(Recorder(store, ScriptedExecutor())):
        until(lambda: status(store, token) == "failed")
    (message,) = {arm.finished.message for arm in store.history(token).arms.values()}
    assert "gone" in message


@pytest.mark.parametrize("what", ["half a plan", "guess of another time"])
def test_a_run_that_cannot_be_read_says_so_and_is_left_out_of_lists(store, what):
    bad = store.create(PLAN, images(), owner="ada")
    good = store.create(PLAN, images(), owner="ada")
    damage(store, bad, what)
    with pytest.raises(UnreadableRun, match="another version"):
        store.record(bad)
    assert [run.token for run in store.runs("ada")] == [good]
    store.delete(bad, by="ada")


def test_a_run_that_cannot_be_read_can_be_stopped(store):
    token = store.create(PLAN, images(), owner="ada")
    damage(store, token, "an event of another time")
    with closing(Recorder(store, ScriptedExecutor(by_hand=True))) as recorder:
        recorder.stop(token, by="ada")
        until(lambda: status(store, token) == "failed")


def test_a_mistake_of_ours_costs_one_run(store, monkeypatch):
    jobs_of = dispatcher.jobs_of

    def mistaken(store, run):
        if run.owner == "ada":
            raise ZeroDivisionError
        return jobs_of(store, run)

    monkeypatch.setattr(dispatcher, "jobs_of", mistaken)
    bad = store.create(PLAN, images(), owner="ada")
    good = store.create(PLAN, images(), owner="bob")
    executor = ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, executor)):
        until(lambda: good in [ticket.job.run for ticket in executor.tickets])
    assert status(store, bad) == "failed"


def test_a_store_that_is_away_costs_no_run(store, monkeypatch):
    token = store.create(PLAN, images(), owner="ada")
    away = [True, True, True]

    def record(self, token):
        if away:
            away.pop()
            raise StoreError("The database does not answer.")
        return original(self, token)

    original = RunStore.record
    monkeypatch.setattr(dispatcher, "_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(RunStore, "record", record)
    executor = ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, executor)):
        until(lambda: token in [ticket.job.run for ticket in executor.tickets])


def test_a_take_over_that_fails_is_repeated_until_it_worked(store, monkeypatch):
    token = store.create(PLAN, images(), owner="ada")
    store.claim(token)
    failures = [1, 1, 1]
    set_status = RunStore.set_status

    def full(self, *args):
        if failures:
            failures.pop()
            raise StoreError("The disk is full.")
        set_status(self, *args)

    monkeypatch.setattr(dispatcher, "_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(RunStore, "set_status", full)
    executor = ScriptedExecutor(by_hand=True)
    with closing(Recorder(store, executor)):
        until(lambda: token in [ticket.job.run for ticket in executor.tickets])
    assert not failures
