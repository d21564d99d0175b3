"""A history that is read bit by bit is the one that is read at once."""

from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from tests.store.made import epoch_end, finished, images, progress, started
from transfer_demo.events import Event
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.models.room import Room
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.runs import event_log
from transfer_demo.store.runs.histories import Histories

ARMS = ("fine_tune", "scratch")
EVENTS = st.builds(
    lambda make, arm: make(arm),
    st.sampled_from(
        [
            started,
            progress,
            finished,
            *(lambda arm, epoch=epoch: epoch_end(arm, epoch) for epoch in (1, 2, 3)),
            lambda arm: epoch_end(arm, 2, val_loss=0.1),
        ]
    ),
    st.sampled_from(ARMS),
)
# Where somebody looks in between, and at how many: a look that was long ago is one too.
LOOKS = st.lists(st.integers(0, 2), max_size=30)


@FIXED
@given(st.lists(EVENTS, max_size=30), LOOKS)
def test_looks_in_between_change_nothing(events: list[Event], looks: list[int]) -> None:
    store = RunStore.open()
    try:
        token = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
        viewers = [Histories(), Histories(limit=1), Histories()]
        for number, event in enumerate(events):
            store.write(token, event)
            if number < len(looks):
                assert read(store, token, viewers[looks[number]]) == read(store, token, Histories())
        for viewer in viewers:
            assert read(store, token, viewer) == read(store, token, Histories())
        store.delete(token, by="ada")
    finally:
        store.close()


def read(store: RunStore, token: str, histories: Histories) -> Any:
    with store.database.reading() as session:
        return event_log.read(session, token, histories=histories)


def test_a_look_parses_what_is_new_and_nothing_else(store: RunStore, monkeypatch: Any) -> None:
    token = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    parsed: list[object] = []
    from_dict = event_log.from_dict
    monkeypatch.setattr(event_log, "from_dict", lambda body: parsed.append(1) or from_dict(body))
    for epoch in range(1, 21):
        store.write(token, epoch_end("scratch", epoch))
    assert len(store.history(token).arms["scratch"].epochs) == 20
    assert len(parsed) == 20
    for _ in range(100):  # viewers, none of whom sees anything new
        store.history(token)
    assert len(parsed) == 20
    store.write(token, epoch_end("scratch", 21))
    assert len(store.history(token).arms["scratch"].epochs) == 21
    assert len(parsed) == 21


def test_what_another_process_writes_is_seen(store: RunStore) -> None:
    token = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    store.write(token, epoch_end("scratch", 1))
    store.history(token)
    other = RunStore(store.database, store.files, Room.configured())
    other.write(token, epoch_end("scratch", 1, val_loss=0.1))
    (epoch,) = store.history(token).arms["scratch"].epochs
    assert epoch.val_loss == 0.1


def test_a_run_that_was_deleted_is_not_remembered(store: RunStore) -> None:
    token = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    store.history(token)
    with store.database.writing() as session:
        session.execute(sa.text("DELETE FROM runs"))
    with store.database.reading() as session:
        assert event_log.read(session, token, histories=Histories()) is None
