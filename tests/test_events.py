import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.told import epoch_end, finished, progress, scored, started
from transfer_demo.events import (
    EpochEnd,
    Event,
    Finished,
    Progress,
    Scored,
    Started,
    from_dict,
    to_dict,
)

_indices = st.lists(st.integers(0, 99), max_size=5).map(tuple)
_counts = st.integers(0, 10**9)
_floats = st.floats(allow_nan=False, allow_infinity=False)
_arms = st.sampled_from(("fine_tune", "scratch"))
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Started,
        arm=_arms,
        device=st.text(),
        threads=_counts,
        epochs=_counts,
        views=_counts,
        classes=st.lists(st.text()).map(tuple),
        train_images=_counts,
        validation_labels=_indices,
        trainable_parameters=_counts,
        total_parameters=_counts,
        notes=st.lists(st.text()).map(tuple),
        train_counts=_indices,
        validation_groups=st.lists(st.text()).map(tuple),
    ),
    st.builds(Progress, arm=_arms, fraction=_floats, seconds=_floats),
    st.builds(
        EpochEnd,
        arm=_arms,
        epoch=_counts,
        seconds=_floats,
        images_seen=_counts,
        gflops=_floats,
        train_loss=_floats,
        train_accuracy=_floats,
        val_loss=_floats,
        val_accuracy=_floats,
        val_predictions=_indices,
    ),
    st.builds(
        Scored,
        arm=st.just("score"),
        logme=_floats,
        leep=_floats,
        nearest_neighbour_accuracy=_floats,
        seconds=_floats,
        gflops=_floats,
    ),
    st.builds(
        Finished,
        arm=_arms,
        outcome=st.sampled_from(("done", "stopped", "failed")),
        seconds=_floats,
        message=st.text(),
    ),
)


def _strict(values: dict[str, Any]) -> dict[str, Any]:
    """Through JSON as the standard has it: NaN and infinity are no numbers there."""
    read: dict[str, Any] = json.loads(json.dumps(values, allow_nan=False))
    return read


@given(EVENTS)
def test_an_event_survives_json(event: Event) -> None:
    read = from_dict(_strict(to_dict(event)))
    assert read == event
    assert hash(read) == hash(event)


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_the_loss_of_a_training_that_diverged_survives_json_as_nan(loss: float) -> None:
    event = epoch_end("scratch", 1, hits=[True], labels=[0], val_loss=loss, train_loss=loss)
    read = from_dict(_strict(to_dict(event)))
    assert isinstance(read, EpochEnd)
    assert math.isnan(read.val_loss)
    assert math.isnan(read.train_loss)
    assert read.val_accuracy == event.val_accuracy


def test_what_an_older_run_did_not_say_is_missing() -> None:
    values = to_dict(started("scratch"))
    del values["train_counts"]
    read = from_dict(_strict(values))
    assert isinstance(read, Started)
    assert read.train_counts == ()


def test_kind_and_index_tell_the_events_of_an_arm_apart() -> None:
    events: list[Event] = [
        started("scratch"),
        progress("scratch", 0.5),
        *(epoch_end("scratch", number, hits=[True], labels=[0]) for number in (1, 2, 3)),
        scored("scratch"),
        finished("scratch"),
    ]
    assert len({(event.kind, event.index) for event in events}) == len(events)
