import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.studies.made import BASE, cell, waiting
from transfer_demo.studies import catch_up
from transfer_demo.studies.catch_up import FACTORS, CatchUp
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.questions import QUESTIONS

TOTAL = 100  # validation images, so that right ones are percent
Curve = Mapping[int, Sequence[int]]

# Right of 100 for each length, one number for each seed.
TUNED = (80, 82, 84)
SCRATCH: Curve = {
    1: (30, 40, 35),
    2: (50, 52, 54),
    4: (70, 78, 79),
    8: (80, 84, 85),
    16: (88, 83, 85),
}


def _cells(tuned: Sequence[int], scratch: Curve) -> list[Cell]:
    """All cells of a study; a length that is not told of waits."""
    seeds = range(max(len(tuned), *(len(rights) for rights in scratch.values()), 1))
    return [_told(plan, tuned, scratch) for plan in catch_up.plans(BASE, seeds=seeds)]


def _told(plan: Any, tuned: Sequence[int], scratch: Curve) -> Cell:
    factor = plan.scratch_epochs_factor
    rights = tuned if plan.arms == ("fine_tune",) else scratch.get(factor, ())
    if plan.seed >= len(rights):
        return waiting(plan)
    slow = 1 if plan.arms == ("fine_tune",) else 3 * factor
    return cell(plan, rights[plan.seed], total=TOTAL, slow=slow)


def _read(tuned: Sequence[int], scratch: Curve) -> CatchUp:
    return catch_up.read(_cells(tuned, scratch))


def _with(**changes: Sequence[int]) -> Curve:
    """The usual curve with other numbers at some lengths."""
    return {**SCRATCH, **{int(name[1:]): rights for name, rights in changes.items()}}


def test_every_seed_has_one_fine_tuning_and_each_length_of_scratch() -> None:
    plans = catch_up.plans(replace(BASE, scratch_epochs_factor=4), seeds=(3, 4))
    for seed in (3, 4):
        mine = [plan for plan in plans if plan.seed == seed]
        assert [plan.epochs_of("fine_tune") for plan in mine if plan.arms == ("fine_tune",)] == [10]
        # What fine-tuning measures does not depend on scratch, so its plan is always the same.
        assert mine[0] == replace(BASE, seed=seed, arms=("fine_tune",))
        longer = sorted(p.epochs_of("scratch") for p in mine if p.arms == ("scratch",))
        assert longer == [10 * factor for factor in FACTORS]
    assert len(set(plans)) == len(plans) == 12


def test_each_length_is_read_as_a_training_of_its_own() -> None:
    result = _read(TUNED, SCRATCH)
    assert result.epochs == 10
    assert result.factors == FACTORS
    assert result.fine_tune is not None
    assert result.fine_tune.mean == pytest.approx(0.82)
    assert {n: level.mean for n, level in result.scratch.items()} == pytest.approx(
        {n: sum(rights) / 300 for n, rights in SCRATCH.items()}
    )
    assert [level.seconds for level in result.scratch.values()] == [45, 90, 180, 360, 720]
    assert result.complete


def test_the_answer_names_the_smallest_length_that_is_not_below_with_the_seconds_of_both() -> None:
    said = catch_up.answer(_read(TUNED, SCRATCH))
    assert said[0] == (
        "Scratch needs 8 times the epochs to catch up with fine-tuning (360 s against 15 s; over "
        "the seeds 8 times the epochs)."
    )
    assert said[1].startswith(
        "Scratch is right on 83.0% after 80 epochs, fine-tuning on 82.0% after 10: scratch is 1.0 "
        "percentage points above fine-tuning (may be chance, p = "
    )
    assert said[2].startswith("After 40 epochs it is 6.3 percentage points below fine-tuning (")
    assert said[3].startswith("p is that of an exact sign-flip test on the images")
    assert "chance can bring that about too early" in said[4]


def test_as_good_is_caught_up() -> None:
    assert _read(TUNED, _with(_4=TUNED)).caught == 4
    assert "level with fine-tuning" in catch_up.answer(_read(TUNED, _with(_4=TUNED)))[1]
    assert _read(TUNED, _with(_4=(80, 82, 83))).caught == 8


def test_what_never_gets_there_is_said_with_the_seconds() -> None:
    below = dict.fromkeys(FACTORS, (20, 30, 40))
    said = catch_up.answer(_read(TUNED, below))
    assert said[0] == "Scratch does not catch up within 16 times the epochs (720 s against 15 s)."
    assert not any("too early" in sentence for sentence in said)
    one = {**below, 16: (90, 10, 10)}
    assert catch_up.answer(_read(TUNED, one))[0].endswith("but in 1 of 3 seeds alone it does).")


def test_where_a_shorter_training_may_be_enough_nobody_says_how_many_times_are_needed() -> None:
    surely = _read((90,), {**dict.fromkeys(FACTORS, (20,)), 16: (90,)})
    assert catch_up.answer(surely)[0].startswith("Scratch needs 16 times the epochs to catch up")
    perhaps = _read((90,), {**dict.fromkeys(FACTORS, (89,)), 16: (90,)})
    assert catch_up.answer(perhaps)[0] == (
        "With 16 times the epochs scratch is no longer below fine-tuning (720 s against 15 s); "
        "whether fewer are enough, these images cannot tell."
    )
    below = _read((90,), dict.fromkeys(FACTORS, (89,)))
    assert catch_up.guess_answer(below, 8).endswith(
        "As measured, it is below with 16 times the epochs, which may be chance."
    )


def test_scratch_may_need_no_more_epochs() -> None:
    result = _read((50,), dict.fromkeys(FACTORS, (60,)))
    said = catch_up.answer(result)
    assert said[0] == "Scratch is not below fine-tuning with as many epochs (45 s against 15 s)."
    assert any("This is one seed" in sentence for sentence in said)


def test_the_range_over_the_seeds_counts_those_that_never_get_there() -> None:
    result = _read((50, 50, 50), {1: (60, 10, 10), 2: (60, 10, 60), 4: (90, 10, 60)})
    assert result.per_seed == {0: 1, 1: None, 2: 2}
    assert "over the seeds 1 to 2 times, and in 1 of 3 not at all" in catch_up.answer(result)[0]


def test_a_single_length_that_is_not_below_has_not_caught_up() -> None:
    result = _read(TUNED, _with(_8=(60, 61, 62), _4=(90, 90, 90)))
    assert result.caught == 16
    said = catch_up.answer(result)
    assert "With 4 times the epochs it was not below either, but with 8 times it is." in said


def test_what_is_below_by_no_more_than_chance_cannot_be_told() -> None:
    said = catch_up.answer(_read((80,), dict.fromkeys(FACTORS, (79,))))
    assert said[0] == (
        "Whether scratch catches up within 16 times the epochs, these images cannot tell (720 s "
        "against 15 s)."
    )


def test_the_answer_ends_with_what_guessing_gets() -> None:
    answer = QUESTIONS["catch-up"].answer(_read(TUNED, SCRATCH))
    assert answer[-1].startswith("Always naming ")


def test_lengths_that_are_not_measured_are_not_said_to_fail() -> None:
    said = catch_up.answer(_read((80,), {1: (30,), 4: (40,)}))
    assert said[0].startswith(
        "So far, scratch does not catch up within 4 times the epochs, the most so far ("
    )
    assert said[-1] == "3 of 6 are done."


@pytest.mark.parametrize(
    ("tuned", "scratch", "said"),
    [
        ((), {1: ()}, "So far, nothing is measured: 0 of 6 are done."),
        ((50,), {1: ()}, "So far, only fine-tuning is measured: 1 of 6 is done."),
        ((), {4: (50,)}, "So far, only scratch is measured: 1 of 6 is done."),
    ],
)
def test_without_both_arms_there_is_no_answer(
    tuned: Sequence[int], scratch: Curve, said: str
) -> None:
    assert catch_up.answer(_read(tuned, scratch)) == (said,)


def test_arms_of_different_seeds_are_not_compared() -> None:
    cells = _cells((50, 50), {1: (60, 60)})
    kept = [c if c.plan.seed == (c.arm == "scratch") else waiting(c.plan) for c in cells]
    (said,) = catch_up.answer(catch_up.read(kept))
    assert said == "So far, no seed is measured with both: 2 of 12 are done."


curves = st.dictionaries(
    st.sampled_from(FACTORS), st.lists(st.integers(0, TOTAL), min_size=3, max_size=3), min_size=1
)


@given(st.lists(st.integers(0, TOTAL), min_size=3, max_size=3), curves, st.randoms())
def test_caught_up_is_where_no_longer_mean_is_below_in_whatever_order_cells_come(
    tuned: list[int], scratch: Curve, chance: random.Random
) -> None:
    cells = _cells(tuned, scratch)
    chance.shuffle(cells)
    result = catch_up.read(cells)
    goal = sum(tuned)
    from_here = [n for n in scratch if all(sum(scratch[m]) >= goal for m in scratch if m >= n)]
    assert result.caught == min(from_here, default=None)
    assert result == _read(tuned, scratch)
    assert catch_up.answer(result)[0].startswith("So far, ") != result.complete


def test_a_guess_is_laid_beside_what_was_measured() -> None:
    result = _read(TUNED, SCRATCH)
    assert catch_up.guess_answer(result, 4) == (
        "You guessed that scratch catches up with 4 times the epochs. As measured, it is no "
        "longer below with 8 times the epochs."
    )
    assert catch_up.guess_answer(result, 0).startswith(
        "You guessed that scratch does not catch up within 16 times the epochs."
    )
    begun = _read((80,), {1: (30,), 2: (40,)})
    assert catch_up.guess_answer(begun, 1).endswith(
        "As measured, so far it does not, not even with 2 times the epochs."
    )


def test_without_a_guess_nothing_is_said_of_it() -> None:
    assert catch_up.guess_answer(_read(TUNED, SCRATCH), None) == ""
    assert catch_up.guess_answer(_read((), {1: ()}), 4) == ""


def test_without_cells_there_is_no_study() -> None:
    with pytest.raises(ValueError, match="at least one"):
        catch_up.read(())
