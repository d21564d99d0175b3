from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.stopwatch import (
    DECODING,
    PARTS,
    SEAMS,
    START,
    STATISTICS,
    TRAINING,
    VIEWS,
    Seam,
    Stopwatch,
    watched,
)
from tests.races import write_photos
from transfer_demo import Plan, compare, load_images
from transfer_demo.training import augmented_views


def clock(*readings: float) -> Iterator[float]:
    return iter(readings)


def test_a_part_inside_another_is_counted_once() -> None:
    readings = clock(0, 1, 3, 7)
    watch = Stopwatch(lambda: next(readings))
    watch.begin(VIEWS)
    watch.begin(DECODING)
    watch.end()
    watch.end()
    assert (watch.seconds[VIEWS], watch.seconds[DECODING]) == (1 + 4, 2)


def test_what_is_done_to_get_started_belongs_to_the_start() -> None:
    readings = clock(0, 1, 3, 7)
    watch = Stopwatch(lambda: next(readings))
    watch.begin(START)
    watch.begin(TRAINING)
    watch.end()
    watch.end()
    assert watch.seconds == {**dict.fromkeys(PARTS, 0.0), START: 7}


@pytest.mark.parametrize(("arm", "unseen"), [("fine_tune", {STATISTICS}), ("scratch", set())])
def test_each_part_of_a_training_is_seen_and_the_program_is_as_before(
    arm: str, unseen: set[str], tmp_path: Path
) -> None:
    images = load_images(write_photos(tmp_path, classes=("one", "two")))
    plan = Plan(image_size_px=32, epochs=2, batch_size=4, train_per_class=4, arms=(arm,))
    before = augmented_views.Views._make
    with watched() as seconds:
        compare(images, plan)
        assert augmented_views.Views._make is not before
    assert augmented_views.Views._make is before
    assert {part for part, spent in seconds.items() if spent > 0} == set(PARTS) - unseen


def test_a_function_that_is_gone_is_named() -> None:
    gone = Seam(module="transfer_demo.training.augmented_views", name="Views._paint", part=VIEWS)
    said = pytest.raises(LookupError, match=r"views has no Views\._paint .*/stopwatch\.py")
    with said, watched((*SEAMS, gone)):
        pass
