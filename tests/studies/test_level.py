from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.studies.made import BASE, cell, waiting
from transfer_demo.history import fold
from transfer_demo.plan import Plan
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.level import Level, levels, measured
from transfer_demo.verdict.significance import wilson_interval

PLAN = replace(BASE, arms=("fine_tune",))


def _seed(seed: int) -> Plan:
    return replace(PLAN, seed=seed)


def _level(*cells: Cell) -> Level:
    return levels(cells, lambda _: "all")["all"]


def test_what_counts_is_the_epoch_that_the_lab_would_compare() -> None:
    one = cell(PLAN, 12, 17, 15, slow=2)
    got = measured(one)
    last = one.history.epochs[-1]
    assert got is not None
    assert (got.accuracy, got.train_accuracy) == (15 / 20, last.train_accuracy)
    assert sum(got.hits.values()) == 15
    assert got.seconds == 30


@pytest.mark.parametrize("outcome", ["stopped", "failed", None])
def test_a_training_that_did_not_do_all_is_not_compared(outcome: str | None) -> None:
    assert measured(cell(PLAN, 12, 17, outcome=outcome)) is None  # type: ignore[arg-type]


def test_what_has_no_epoch_is_not_measured() -> None:
    assert measured(waiting(PLAN)) is None
    assert measured(cell(PLAN)) is None
    assert (
        measured(Cell(plan=PLAN, history=fold([], arms=("fine_tune",)).arms["fine_tune"])) is None
    )


def test_with_one_seed_the_interval_is_that_of_its_validation_images() -> None:
    level = _level(cell(PLAN, 17))
    assert level.interval == wilson_interval(17, 20)
    assert level.words == "85% of 20 validation images right (95% Wilson interval 64% to 95%)"


def test_with_more_seeds_the_interval_goes_from_the_lowest_to_the_highest() -> None:
    level = _level(cell(_seed(2), 16), cell(_seed(0), 18), cell(_seed(1), 20))
    assert [run.seed for run in level.runs] == [0, 1, 2]
    assert level.interval == (16 / 20, 1)
    assert level.mean == pytest.approx(18 / 20)
    assert level.words == "90% of the validation images right (80% to 100% over 3 seeds)"


def test_notes_of_several_seeds_are_said_once() -> None:
    noted = [cell(_seed(seed), 9, notes=("Fewer views.",)) for seed in (0, 1)]
    assert _level(*noted, cell(_seed(2), 9, notes=("Slow.",))).notes == ("Fewer views.", "Slow.")


def test_training_images_are_counted_as_they_were() -> None:
    level = _level(cell(_seed(0), 9, train_images=19), cell(_seed(1), 9, train_images=20))
    assert level.train_images == (19, 20)


def test_images_that_several_seeds_share_are_counted_once() -> None:
    def level(*splits: str) -> Level:
        return _level(
            *(cell(_seed(i), 90, total=100, split=split) for i, split in enumerate(splits))
        )

    assert level("val", "val", "val").validation_images == 100
    assert level("", "", "").validation_images == 300
    assert level("a", "b", "b").validation_images == 200
    assert level("a", "", "").validation_images == 300
    # A decimal would be finer than one of 100 images.
    assert level("val", "val", "val").words.startswith("90% of the validation images")
    assert level("a", "b", "c").words.startswith("90.0% of the validation images")


def test_training_accuracy_has_no_more_digits_than_images_either() -> None:
    drawn = [cell(_seed(i), 9, train_images=150, split=f"{i}") for i in (0, 1)]
    given = [cell(_seed(i), 9, train_images=150, split="val") for i in (0, 1)]
    assert _level(*drawn).train_in_percent == "55.0%"
    assert _level(*given).train_in_percent == "55%"


def test_small_classes_that_give_all_they_have_are_seen() -> None:
    level = _level(cell(_seed(0), 9, train_images=20), cell(_seed(1), 9, train_images=19))
    assert level.short_of(10)  # two classes
    assert not level.short_of(9)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=5), st.randoms())
def test_the_order_of_the_cells_does_not_matter(correct: list[int], random: object) -> None:
    cells = [cell(_seed(seed), right) for seed, right in enumerate(correct)]
    shuffled = list(cells)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    level = _level(*shuffled)
    assert level == _level(*cells)
    assert level.lowest <= level.mean + 1e-12
    assert level.mean <= level.highest + 1e-12
    low, high = level.interval
    assert low <= level.mean + 1e-12
    assert level.mean <= high + 1e-12
