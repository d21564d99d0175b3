import logging

import pytest

from tests.store.made import epoch_end, images, progress
from transfer_demo.errors import StoreError, UnknownRun
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.journal import Journal
from transfer_demo.store.run_store import RunStore


@pytest.fixture
def token(store):
    made = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    assert store.claim(made, trainer="we")
    return made


@pytest.fixture
def full(store, monkeypatch):
    """A disk that is full until `full.undo()`."""

    def write(self, token, event, **_):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "write", write)
        yield patch


def test_an_event_is_written_at_once(store, token):
    journal = Journal(store, trainer="we")
    journal.write(token, progress())
    assert store.history(token).arms["scratch"].progress == progress()
    assert not journal.holds(token)


def test_what_cannot_be_written_is_kept_until_it_can(store, token, full):
    journal = Journal(store, trainer="we")
    for epoch in (1, 2, 3):
        journal.write(token, epoch_end(epoch=epoch))
    assert journal.holds(token)
    with pytest.raises(StoreError):
        journal.flush()
    full.undo()
    journal.flush()
    assert [epoch.epoch for epoch in store.history(token).arms["scratch"].epochs] == [1, 2, 3]
    assert not journal.holds(token)


def test_the_newest_of_equal_events_is_kept(store, token, full):
    journal = Journal(store, trainer="we")
    before = store.version(token)
    for fraction in (0.1, 0.2, 0.3):
        journal.write(token, progress(fraction=fraction))
    full.undo()
    journal.flush()
    assert store.history(token).arms["scratch"].progress == progress(fraction=0.3)
    assert store.version(token) == before + 1


def test_events_of_a_run_stay_in_order(store, token, full):
    journal = Journal(store, trainer="we")
    journal.write(token, progress(fraction=0.1))
    full.undo()
    journal.write(token, progress(fraction=0.9))  # space is back, but an older one still waits
    journal.flush()
    assert store.history(token).arms["scratch"].progress == progress(fraction=0.9)


def test_a_run_that_writes_is_not_held_up_by_one_that_waits(store, token, full):
    journal = Journal(store, trainer="we")
    journal.write(token, progress())
    full.undo()
    other = store.create(ResolvedPlan(frozen_stages=7), images(), owner="bob")
    store.claim(other, trainer="we")
    journal.write(other, progress())
    assert journal.holds(token)
    assert store.history(other).arms["scratch"].progress == progress()


def test_a_deleted_run_is_reported_and_what_waited_for_it_is_dropped(store, token, full):
    journal = Journal(store, trainer="we")
    journal.write(token, progress())
    full.undo()
    store.delete(token, by="ada")
    journal.flush()
    assert not journal.holds(token)
    with pytest.raises(UnknownRun):
        journal.write(token, progress())


def test_the_log_holds_no_token(store, token, full, caplog):
    with caplog.at_level(logging.DEBUG):
        Journal(store, trainer="we").write(token, progress())
    assert "must wait" in caplog.text
    assert token not in caplog.text
