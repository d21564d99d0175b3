import math
import random
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tests.studies.made import BASE, STAGES, cell, waiting
from transfer_demo.events import EpochEnd
from transfer_demo.plan import FINE_TUNE, Plan
from transfer_demo.studies import freeze
from transfer_demo.studies.cell import Cell
from transfer_demo.verdict.significance import mcnemar_exact

# Right of 20, for 0 to 9 frozen stages: the best is 7.
CORRECT = (12, 13, 13, 14, 15, 15, 16, 18, 16, 14)
SCRATCH = 8


def _plans(**choices: Any) -> tuple[Plan, ...]:
    return freeze.plans(BASE, **{"stages": STAGES, "seeds": (0,)} | choices)


def _right(plan: Plan) -> int:
    if plan.arms == ("scratch",):
        return SCRATCH
    assert isinstance(plan.frozen_stages, int)
    return CORRECT[plan.frozen_stages]


def _study(**choices: Any) -> list[Cell]:
    return [cell(plan, _right(plan) + plan.seed % 2) for plan in _plans(**choices)]


def test_every_depth_scratch_and_the_probe_are_read() -> None:
    result = freeze.read(_study())
    assert list(result.points) == list(range(STAGES + 1))
    assert [level.mean for level in result.points.values()] == [right / 20 for right in CORRECT]
    assert result.probe == result.points[STAGES]
    assert result.scratch is not None
    assert result.scratch.mean == SCRATCH / 20
    assert (result.best, result.complete, result.variants) == (7, True, {})


def test_of_equally_good_depths_the_one_that_trains_least_is_best() -> None:
    cells = [cell(plan, 15) for plan in _plans(seeds=(0, 1, 2))]
    assert freeze.read(cells).best == STAGES


def test_depths_that_are_as_good_as_the_best_are_named_with_it() -> None:
    result = freeze.read(_level_at_the_top())
    assert (result.best, result.level_with_best) == (8, (7, 2))
    said = freeze.answer(result)[0]
    assert said.startswith(
        "With 8 of 9 stages frozen, fine-tuning is best, level with 7 and 2 frozen:"
    )


def _level_at_the_top() -> list[Cell]:
    return [
        cell(plan, 15 if plan.frozen_stages in (2, 7, 8) and plan.arms == (FINE_TUNE,) else 10)
        for plan in freeze.plans(BASE, stages=STAGES, seeds=(0,))
    ]


def test_variants_stand_apart_from_full_fine_tuning() -> None:
    planned = _plans(variants=("probe_first", "batch_norm"))
    right = [*(_right(plan) for plan in planned[:-2]), 17, 3]
    result = freeze.read([cell(p, r) for p, r in zip(planned, right, strict=True)])
    assert result.points[0].mean == CORRECT[0] / 20
    assert {name: level.mean for name, level in result.variants.items()} == {
        "probe_first": 17 / 20,
        "batch_norm": 3 / 20,
    }
    said = " ".join(freeze.answer(result))
    assert "Probe first, then everything: 85%, 25 percentage points above plain" in said
    assert "BatchNorm in training mode: 15%, 45 percentage points below plain" in said


def test_where_batch_norm_is_always_trained_that_is_no_variant() -> None:
    base = replace(BASE, batch_norm="training")
    planned = freeze.plans(base, stages=STAGES, seeds=(0,), variants=("probe_first",))
    result = freeze.read([cell(plan, 10) for plan in planned])
    assert list(result.points) == list(range(STAGES + 1))
    assert list(result.variants) == ["probe_first"]


def test_the_answer_says_where_the_best_is_and_what_it_has_over_the_others() -> None:
    first, near, far, test, chosen = freeze.answer(freeze.read(_study()))
    assert first == (
        "With 7 of 9 stages frozen, fine-tuning is best: 90% of 20 validation images right "
        "(95% Wilson interval 70% to 97%)."
    )
    assert near == (
        "It is 10 percentage points above that with 6 (may be chance, p = 1) and "
        "10 percentage points above that with 8 (may be chance, p = 1)."
    )
    assert far == (
        "It is 20 percentage points above the linear probe (may be chance, p = 1) and "
        "50 percentage points above training from scratch (beyond chance, p = 0.020)."
    )
    assert "McNemar" in test
    assert "corrected for 10 to 45 comparisons (Holm 1979)" in test
    assert "looks a little better than it is" in chosen


def test_the_best_is_compared_with_every_depth_and_corrected_for_all_it_could_have_been() -> None:
    result = freeze.read(_study(variants=("batch_norm",)))
    found = freeze.comparisons(result)
    # Any depth could have been the best, and would then have been compared with all others.
    pairs = list(combinations(range(10), 2))
    raw = [mcnemar_exact(abs(CORRECT[one] - CORRECT[other]), 0) for one, other in pairs]
    theirs = dict(zip(pairs, multipletests(raw, method="holm")[1], strict=True))
    expected = {sum(pair) - 7: p for pair, p in theirs.items() if 7 in pair}
    assert {k: one.p_value for k, one in found.items() if isinstance(k, int)} == pytest.approx(
        expected
    )
    # And with scratch.
    raw = [mcnemar_exact(right - SCRATCH, 0) for right in CORRECT]
    assert found["scratch"].p_value == pytest.approx(multipletests(raw, method="holm")[1][7])
    assert found["batch_norm"].p_value == 1
    families = [found[place].family for place in (0, "scratch", "batch_norm")]
    assert families == [45, 10, 1]


def test_over_seeds_the_answer_names_the_range_and_the_test() -> None:
    cells = [
        cell(plan, _right(plan) + (plan.seed if plan.frozen_stages == 7 else 0))
        for plan in _plans(seeds=(0, 1, 2))
    ]
    said = freeze.answer(freeze.read(cells))
    assert "95% of the validation images right (90% to 100% over 3 seeds)" in said[0]
    assert "exact sign-flip test on the images" in said[-2]
    assert "only where every seed has it" in said[-2]


def test_seeds_that_share_one_split_are_not_taken_for_draws_of_their_own() -> None:
    # In every seed the best has one image of 20 more: no scatter, and still one image.
    def told(split: str) -> list[str]:
        cells = [
            cell(plan, 17 if plan.frozen_stages == 5 else 16, split=split)
            for plan in _plans(seeds=(0, 1, 2))
        ]
        return list(freeze.answer(freeze.read(cells)))

    given = told("val")
    assert given[0].startswith("With 5 of 9 stages frozen, fine-tuning is best: 85% of the ")
    assert "that with 4 (may be chance, p = 1)" in given[1]
    assert "the seeds share one split" in given[3]
    assert "the seeds share one split" not in told("")[3]


def test_the_best_may_be_at_an_end() -> None:
    probe = [cell(plan, 20 if plan.frozen_stages == STAGES else 9) for plan in _plans()]
    said = freeze.answer(freeze.read(probe))
    assert said[0].startswith("With all 9 stages frozen (a linear probe), fine-tuning is best")
    assert "that with 8" in said[1]
    assert "linear probe" not in said[2]
    full = [cell(plan, 20 if plan.frozen_stages == 0 else 9) for plan in _plans()]
    said = freeze.answer(freeze.read(full))
    assert said[0].startswith("With none of 9 stages frozen")
    assert "that with 1 (" in said[1]


def test_scratch_may_be_better() -> None:
    cells = [cell(plan, 20 if plan.arms == ("scratch",) else 3) for plan in _plans()]
    assert "below training from scratch (beyond chance" in " ".join(
        freeze.answer(freeze.read(cells))
    )


def test_a_study_that_has_not_begun_says_so() -> None:
    result = freeze.read([waiting(plan) for plan in _plans()])
    assert (result.points, result.scratch, result.best) == ({}, None, None)
    assert freeze.answer(result) == ("So far, no depth is measured: 0 of 11 are done.",)


@given(st.data())
def test_an_incomplete_study_gives_what_there_is_and_says_so_far(data: st.DataObject) -> None:
    cells = _study(seeds=(0, 1))
    ends = data.draw(
        st.lists(
            st.sampled_from(["done", "stopped", "failed", "running", "waiting", "deleted"]),
            min_size=len(cells),
            max_size=len(cells),
        )
    )
    told = [_ended(one, end) for one, end in zip(cells, ends, strict=True) if end != "deleted"]
    if not told:
        return
    result = freeze.read(told)
    assert result.tally.done == ends.count("done")
    assert result.complete == (set(ends) == {"done"})
    assert freeze.answer(result)[0].startswith("So far, ") != result.complete


def _ended(one: Cell, end: str) -> Cell:
    if end == "waiting":
        return waiting(one.plan)
    outcome = None if end == "running" else end
    return cell(one.plan, _right(one.plan), outcome=outcome)  # type: ignore[arg-type]


@given(st.randoms(), st.integers(0, 21))
def test_order_does_not_matter_and_another_cell_changes_no_other_point(
    chance: random.Random, left_out: int
) -> None:
    cells = _study(seeds=(0, 1))
    result = freeze.read(cells)
    shuffled = list(cells)
    chance.shuffle(shuffled)
    assert freeze.read(shuffled) == result
    missing = cells[left_out].plan
    fewer = freeze.read([one for one in cells if one.plan != missing])
    for depth, level in fewer.points.items():
        if missing.arms == ("scratch",) or depth != missing.frozen_stages:
            assert level == result.points[depth]


def test_a_training_that_diverged_is_still_measured() -> None:
    cells = _study()
    epochs = tuple(replace(end, val_loss=math.nan) for end in cells[0].history.epochs)
    assert all(isinstance(end, EpochEnd) for end in epochs)
    cells[0] = replace(cells[0], history=replace(cells[0].history, epochs=epochs))
    assert freeze.read(cells) == freeze.read(_study())


def test_without_cells_there_is_no_study() -> None:
    with pytest.raises(ValueError, match="at least one"):
        freeze.read(())


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        (5, "You guessed 5 frozen stages. Best was 7, with 15 percentage points more."),
        (7, "You guessed 7 frozen stages. That was the best."),
        (1, "You guessed 1 frozen stage. Best was 7, with 25 percentage points more."),
        (0, "You guessed no frozen stages. Best was 7, with 30 percentage points more."),
        (12, "You guessed 12 frozen stages. That is not measured. Best was 7."),
    ],
)
def test_a_guess_is_compared_and_not_graded(guess: int, said: str) -> None:
    assert freeze.guess_answer(freeze.read(_study()), guess) == said


def test_without_a_guess_nothing_is_said_of_it() -> None:
    assert freeze.guess_answer(freeze.read(_study()), None) == ""


def test_a_guess_is_compared_while_the_study_runs() -> None:
    cells = [waiting(one.plan) if one.plan.frozen_stages == 3 else one for one in _study()]
    result = freeze.read(cells)
    assert freeze.guess_answer(result, 7).endswith("So far, that is the best.")
    assert freeze.guess_answer(result, 3) == (
        "You guessed 3 frozen stages. That is not measured. So far, best is 7."
    )
    begun = freeze.read([waiting(plan) for plan in _plans()])
    assert freeze.guess_answer(begun, 3) == ""
