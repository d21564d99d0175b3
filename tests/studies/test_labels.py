import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tests.studies.made import BASE, cell, waiting
from transfer_demo.plan import Plan
from transfer_demo.studies import labels
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.labels import LabelsSaved
from transfer_demo.verdict.significance import mcnemar_exact

TOTAL = 100  # validation images, so that right ones are percent
Curve = Mapping[int, Sequence[int]]

# Right of 100 for each size, one number for each seed.
FINE_TUNE: Curve = {1: [30], 2: [40], 5: [45], 10: [55], 20: [70]}
SCRATCH: Curve = {1: [10], 2: [15], 5: [20], 10: [40], 20: [50]}


def _cells(fine_tune: Curve, scratch: Curve) -> list[Cell]:
    return [
        cell(_plan(arm, size, seed), right, total=TOTAL)
        for arm, curve in (("fine_tune", fine_tune), ("scratch", scratch))
        for size, rights in curve.items()
        for seed, right in enumerate(rights)
    ]


def _plan(arm: str, size: int, seed: int = 0) -> Plan:
    return replace(BASE, arms=(arm,), train_per_class=size, seed=seed)


def _read(fine_tune: Curve, scratch: Curve) -> LabelsSaved:
    return labels.read(_cells(fine_tune, scratch))


def test_both_curves_are_read_over_the_sizes() -> None:
    result = _read(FINE_TUNE, SCRATCH)
    assert result.sizes == (1, 2, 5, 10, 20)
    for read, told in ((result.fine_tune, FINE_TUNE), (result.scratch, SCRATCH)):
        assert {size: level.mean for size, level in read.items()} == {
            size: right / TOTAL for size, (right,) in told.items()
        }
    assert result.complete


def test_the_real_number_of_training_images_is_kept() -> None:
    few = cell(_plan("fine_tune", 20), 40, total=TOTAL, train_images=33)
    assert labels.read([few]).fine_tune[20].train_images == (33, 33)


def test_every_size_of_fine_tuning_has_its_match_on_the_curve_of_scratch() -> None:
    matches = _read(FINE_TUNE, SCRATCH).matches
    assert [match.images_per_class for match in matches] == [1, 2, 5, 10, 20]
    one, two, five, ten, twenty = (match.crossing for match in matches)
    assert one is not None
    assert two is not None
    assert five is not None
    assert one.images == pytest.approx(5 * 2**0.5)  # half way from 20 to 40 %
    assert (two.images, two.interpolated) == (10, False)
    assert five.images == pytest.approx(10 * 2**0.5)
    assert (ten, twenty) == (None, None)


def test_the_answer_is_what_saves_most() -> None:
    # 5 images save about 9, 2 save 8, and 10 at least 10: scratch has no more than 20.
    said = labels.answer(_read(FINE_TUNE, SCRATCH))
    assert said == (
        "Scratch does not get there with the images you have: fine-tuning is right on 55% with "
        "10 images a class, scratch on 50% at best, with 20 (may be chance, p = 0.062).",
        "With 5 images a class fine-tuning reaches what scratch reaches with about 14 "
        "(interpolated between 10 and 20).",
        "With 5 images a class for both, fine-tuning is 25 percentage points above scratch (beyond "
        "chance, p < 0.001).",
        "p is that of McNemar's exact test on the images of one seed, corrected for 5 comparisons "
        "(Holm 1979): another split, or other random numbers, can turn a small difference round.",
        "The size told of is the one with the largest saving, so that looks a little larger than "
        "it is.",
        "This is one seed, one draw of the images: another can move it by a lot.",
    )


def test_the_sizes_that_are_told_of_are_picked_among_all_so_all_are_one_family() -> None:
    result = _read(FINE_TUNE, SCRATCH)
    # Up to 5 images scratch gets there, and is compared at the same size; then at its best.
    pairs = {1: (30, 10), 2: (40, 15), 5: (45, 20), 10: (55, 50), 20: (70, 50)}
    raw = [mcnemar_exact(tuned - scratch, 0) for tuned, scratch in pairs.values()]
    theirs = multipletests(raw, method="holm")[1]
    found = labels.comparisons(result)
    assert {size: one.p_value for size, one in found.items()} == pytest.approx(
        dict(zip(pairs, theirs, strict=True))
    )


def test_an_interpolated_answer_names_what_it_lies_between_and_the_range_of_the_seeds() -> None:
    result = _read(
        {2: [20, 22], 5: [45, 45], 10: [50, 50], 20: [50, 50]},
        {2: [5, 7], 5: [10, 10], 10: [40, 30], 20: [50, 50]},
    )
    assert labels.answer(result)[0] == (
        "With 5 images a class fine-tuning reaches what scratch reaches with about 16 "
        "(interpolated between 10 and 20; over the seeds 14 to 17, interpolated)."
    )


def test_what_a_seed_reaches_with_the_smallest_size_is_said_to_be_at_most_that() -> None:
    result = _read({5: [30, 30, 30]}, {5: [30, 10, 10], 10: [30, 30, 20], 20: [50, 50, 40]})
    (match,) = result.matches
    assert match.per_seed[0] is not None
    assert match.per_seed[0].at_most
    assert "over the seeds 5 or fewer to 14, interpolated" in labels.answer(result)[0]
    measured = _read({5: [30, 30]}, {5: [31, 10], 20: [50, 30]})
    assert "over the seeds 5 or fewer to 20)" in labels.answer(measured)[0]


def test_small_classes_that_give_all_they_have_are_told_of() -> None:
    def told(images: Mapping[int, int]) -> list[Cell]:
        return [
            cell(_plan(arm, size), right, total=TOTAL, train_images=count)
            for size, count in images.items()
            for arm, right in (("fine_tune", 60), ("scratch", 10))
        ]

    small = labels.read(told({5: 10, 10: 17, 20: 27}))
    assert small.short_from == 10
    assert "From 10 images a class on, a small class gives all that it has, which is fewer." in (
        labels.answer(small)
    )
    enough = labels.read(told({5: 10, 10: 20, 20: 40}))
    assert enough.short_from is None
    assert "small class" not in " ".join(labels.answer(enough))


def test_the_headline_says_over_several_seeds_whether_it_may_be_chance() -> None:
    clear = _read({5: [60, 62, 61]}, {5: [10, 11, 13]})
    said = labels.answer(clear)
    assert said[0].endswith("scratch on 11.3% at best, with 5 (beyond chance, p < 0.001).")
    assert said[1].startswith("p is that of an exact sign-flip test on the images")
    assert not any("largest saving" in sentence for sentence in said)  # there is only one size
    doubtful = _read({5: [20, 20, 22]}, {5: [18, 19, 21]})
    assert "(may be chance, p = " in labels.answer(doubtful)[0]


def test_fine_tuning_is_ahead_where_it_beats_scratch_with_the_most_in_every_seed() -> None:
    scratch = {2: [5, 5, 5], 20: [30, 40, 50]}
    result = _read({2: [60, 60, 50], 5: [55, 45, 51], 20: [60, 60, 60]}, scratch)
    assert result.ahead_in_every_seed == 5
    assert _read({2: [60, 60, 50]}, scratch).ahead_in_every_seed is None


def test_where_nothing_is_saved_there_is_nothing_to_doubt() -> None:
    said = " ".join(labels.answer(_read({1: [5], 10: [8]}, {1: [30], 10: [60]})))
    assert "chance" not in said
    assert "largest saving" not in said


def test_a_comparison_with_other_seeds_only_is_left_out() -> None:
    cells = [cell(_plan("fine_tune", 5, 0), 60, total=TOTAL)]
    cells.append(cell(_plan("scratch", 5, 1), 10, total=TOTAL))
    first = labels.answer(labels.read(cells))[0]
    assert first.endswith("at best, with 5.")


def test_a_seed_in_which_scratch_never_gets_there_is_counted() -> None:
    result = _read({2: [45, 45, 45]}, {2: [5, 5, 5], 10: [40, 40, 40], 20: [60, 60, 44]})
    assert "over the seeds 12 to 12, and" not in labels.answer(result)[0]
    assert (
        "(interpolated between 10 and 20; over the seeds 12, interpolated, and in 1 of 3 not at "
        "all)" in (labels.answer(result)[0])
    )
    never = _read({2: [45, 45, 45]}, {2: [5, 5, 5], 20: [10, 60, 20]})
    assert labels.answer(never)[0].endswith("; but in 1 of 3 seeds it does).")


@pytest.mark.parametrize(
    ("fine_tune", "scratch", "said"),
    [
        # below all of scratch
        (
            {1: [5], 10: [8]},
            {1: [30], 10: [60]},
            "Fine-tuning saves no images here: what it reaches with 10 images a class, scratch "
            "reaches with 1.",
        ),
        # scratch is better
        (
            {1: [10], 5: [20], 20: [40]},
            {1: [10], 5: [20], 20: [60]},
            "Fine-tuning saves no images here: what it reaches with 20 images a class, scratch "
            "reaches with about 10 (interpolated between 5 and 20).",
        ),
        # ties everywhere
        (
            {1: [10], 5: [20]},
            {1: [10], 5: [20]},
            "Fine-tuning saves no images here: what it reaches with 5 images a class, scratch "
            "reaches with 5.",
        ),
        # one size only
        (
            {4: [30]},
            {4: [10]},
            "Scratch does not get there with the images you have: fine-tuning is right on 30% "
            "with 4 images a class, scratch on 10% at best, with 4 (beyond chance, p < 0.001).",
        ),
        (
            {1: [30]},
            {1: [50]},
            "Fine-tuning saves no images here: what it reaches with 1 image a class, scratch "
            "reaches with 1.",
        ),
    ],
)
def test_every_outcome_has_its_sentence(fine_tune: Curve, scratch: Curve, said: str) -> None:
    assert labels.answer(_read(fine_tune, scratch))[0] == said


def test_scratch_that_was_not_tried_with_all_images_is_not_said_to_fail_with_them() -> None:
    cells = [*_cells({20: [70], 5: [60]}, {5: [20]}), waiting(_plan("scratch", 20))]
    said = labels.answer(labels.read(cells))
    assert "the images you have" not in said[0]
    assert said[0].startswith(
        "So far, scratch does not get there with 5 images a class, the most so far: "
    )


@pytest.mark.parametrize(
    ("fine_tune", "scratch", "said"),
    [
        ({}, {}, "So far, nothing is measured: 0 of 1 are done."),
        ({5: [3]}, {}, "So far, only fine-tuning is measured: 1 of 2 is done."),
        ({}, {5: [3]}, "So far, only scratch is measured: 1 of 2 is done."),
    ],
)
def test_without_both_curves_there_is_no_answer(
    fine_tune: Curve, scratch: Curve, said: str
) -> None:
    cells = [*_cells(fine_tune, scratch), waiting(_plan("fine_tune", 1))]
    assert labels.answer(labels.read(cells)) == (said,)


percent = st.integers(0, TOTAL)
curves = st.dictionaries(
    st.sampled_from((1, 2, 5, 10, 20)),
    st.lists(percent, min_size=1, max_size=3),
    max_size=5,
)


@given(curves, curves)
def test_nothing_goes_beyond_what_was_measured(fine_tune: Curve, scratch: Curve) -> None:
    if not fine_tune and not scratch:
        return
    result = _read(fine_tune, scratch)
    for match in [*result.matches, *([result.needed] if result.needed else [])]:
        on = scratch if match is not result.needed else fine_tune
        for found in [match.crossing, *match.per_seed.values()]:
            if found:
                assert min(on) <= found.low <= found.images <= found.high <= max(on)
                assert {found.low, found.high} <= set(on)
    assert labels.answer(result)[0].startswith("So far, ") != result.complete


@given(curves, curves, st.randoms())
def test_order_does_not_matter_and_another_cell_changes_no_other_point(
    fine_tune: Curve, scratch: Curve, chance: random.Random
) -> None:
    cells = _cells(fine_tune, scratch)
    if not cells:
        return
    result = labels.read(cells)
    shuffled = list(cells)
    chance.shuffle(shuffled)
    assert labels.read(shuffled) == result
    more = labels.read([*cells, cell(_plan("scratch", 50), 1, total=TOTAL)])
    assert more.fine_tune == result.fine_tune
    assert {size: level for size, level in more.scratch.items() if size != 50} == result.scratch


def test_a_seed_counts_alone_only_when_all_of_its_curve_is_there() -> None:
    result = _read({5: [45, 45]}, {10: [40, 40], 20: [50]})
    (match,) = result.matches
    assert len(match.per_seed) == 1


def test_a_guess_is_of_the_images_that_reach_what_scratch_has_with_all() -> None:
    result = _read(FINE_TUNE, SCRATCH)
    # 50 % is half way from 5 (45 %) to 10 (55 %).
    assert labels.guess_answer(result, 3) == (
        "You guessed 3 images a class. Fine-tuning needs about 7.1 (interpolated between 5 and "
        "10) to reach what scratch reaches with all 20 a class."
    )
    assert labels.guess_answer(_read({1: [60], 20: [70]}, {1: [10], 20: [50]}), 1) == (
        "You guessed 1 image a class. Fine-tuning needs 1 to reach what scratch reaches "
        "with all 20 a class."
    )
    assert labels.guess_answer(_read({1: [10], 20: [30]}, {1: [10], 20: [50]}), 2) == (
        "You guessed 2 images a class. Fine-tuning does not reach what scratch reaches with all "
        "20 a class, not even with 20 images a class."
    )


def test_a_guess_waits_for_scratch_with_all_images() -> None:
    waits = [*_cells({5: [60]}, {5: [20]}), waiting(_plan("scratch", 20))]
    assert labels.guess_answer(labels.read(waits), 5) == ""
    begun = [*_cells({5: [60]}, {20: [20]}), waiting(_plan("scratch", 5))]
    assert "So far, fine-tuning needs 5 or fewer" in labels.guess_answer(labels.read(begun), 5)


def test_without_a_guess_nothing_is_said_of_it() -> None:
    assert labels.guess_answer(_read(FINE_TUNE, SCRATCH), None) == ""


def test_without_cells_there_is_no_study() -> None:
    with pytest.raises(ValueError, match="at least one"):
        labels.read(())
