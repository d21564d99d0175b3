from collections.abc import Sequence
from dataclasses import replace

import pytest
from statsmodels.stats.multitest import multipletests

from tests.studies.made import BASE, cell
from transfer_demo.plan import Plan
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.noise import cautions, compare, corrected
from transfer_demo.verdict.significance import corrected_t_test, mcnemar_exact, sign_flip_test


def _plan(seed: int) -> Plan:
    return replace(BASE, seed=seed, arms=("fine_tune",))


def _level(
    *correct: int,
    total: int = 20,
    first_seed: int = 0,
    from_the_end: bool = False,
    splits: Sequence[str] = ("",) * 9,
) -> Level:
    cells = [
        cell(
            _plan(first_seed + i),
            right,
            total=total,
            from_the_end=from_the_end,
            split=splits[i],
        )
        for i, right in enumerate(correct)
    ]
    return levels(cells, lambda _: 0)[0]


def test_one_seed_is_judged_by_its_images_one_by_one() -> None:
    comparison = compare(_level(15), _level(12, from_the_end=True))
    assert comparison is not None
    # 15 from the front and 12 from the back of 20 overlap in 7.
    assert comparison.p_value == mcnemar_exact(8, 5)
    assert comparison.difference == pytest.approx(3 / 20)
    assert comparison.doubt.startswith("may be chance, p = 0.5")
    sentence, chosen = cautions([comparison])
    assert "McNemar" in sentence
    assert chosen.startswith("Which of several is best was seen on the validation images")
    assert "one seed" in sentence


def test_several_seeds_are_judged_by_their_differences() -> None:
    comparison = compare(_level(15, 18, 17), _level(12, 17, 15))
    assert comparison is not None
    expected = corrected_t_test([3 / 20, 1 / 20, 2 / 20], test_share=20 / 70)
    assert comparison.p_value == pytest.approx(expected)
    assert not comparison.beyond_chance
    sentence, _ = cautions([comparison])
    assert "3 seeds" in sentence
    assert "so few seeds can tell only large differences" in sentence


def test_only_seeds_that_both_have_are_compared() -> None:
    comparison = compare(_level(5, 18, 17), _level(12, 10, first_seed=2))
    assert comparison is not None
    assert comparison.seeds == 1
    assert comparison.difference == pytest.approx(5 / 20)
    assert compare(_level(5), _level(5, first_seed=3)) is None


def test_seeds_that_differ_all_alike_cannot_tell() -> None:
    comparison = compare(_level(15, 16), _level(14, 15))
    assert comparison is not None
    assert comparison.p_value is None
    assert not comparison.beyond_chance
    assert comparison.above("scratch") == (
        "5 percentage points above scratch (2 seeds that differ by the very same amount cannot "
        "tell)"
    )
    assert cautions([comparison]) == []


def test_a_clear_difference_is_beyond_chance_whichever_way() -> None:
    better = compare(_level(190, 188, 192, total=200), _level(100, 99, 103, total=200))
    worse = compare(_level(100, 99, 103, total=200), _level(190, 188, 192, total=200))
    assert better is not None
    assert worse is not None
    assert better.beyond_chance
    assert worse.beyond_chance
    assert "above scratch (beyond chance" in better.above("scratch")
    assert "below scratch (beyond chance" in worse.above("scratch")
    sentence, _ = cautions([better])
    assert sentence.endswith("(Nadeau & Bengio 2003).")


GIVEN = ("val",) * 3


def test_seeds_that_share_one_split_are_judged_by_its_images() -> None:
    # Seeds that hardly scatter would make the t-test sure of a difference of one image in 20.
    better, worse = (17, 17, 18), (16, 16, 16)
    drawn = compare(_level(*better), _level(*worse))
    given = compare(_level(*better, splits=GIVEN), _level(*worse, splits=GIVEN))
    assert drawn is not None
    assert given is not None
    # Of 20 images the 17th is right in three seeds more, the 18th in one.
    assert given.p_value == sign_flip_test([3, 1]) == 0.5
    assert drawn.p_value is not None
    assert drawn.p_value < given.p_value
    assert (drawn.one_split, given.one_split) == (False, True)
    assert (drawn.validation_images, given.validation_images) == (60, 20)
    sentence, _ = cautions([given])
    assert sentence == (
        "p is that of an exact sign-flip test on the images (Fisher 1935): the seeds share one "
        "split, and another can turn a small difference round."
    )


def test_one_image_that_all_seeds_agree_on_may_be_chance() -> None:
    given = compare(_level(17, 17, 17, splits=GIVEN), _level(16, 16, 16, splits=GIVEN))
    assert given is not None
    assert given.p_value == 1


@pytest.mark.parametrize("splits", [("", "", ""), ("a", "b", "c"), ("a", "a", "b"), ("a", "a", "")])
def test_other_seeds_are_taken_to_have_drawn_splits_of_their_own(splits: Sequence[str]) -> None:
    comparison = compare(_level(15, 18, 17, splits=splits), _level(12, 17, 15, splits=splits))
    plain = compare(_level(15, 18, 17), _level(12, 17, 15))
    assert comparison is not None
    assert plain is not None
    assert not comparison.one_split
    assert comparison.p_value == plain.p_value


def test_which_of_two_comes_first_makes_no_difference_to_the_doubt() -> None:
    few = levels([cell(_plan(seed), 12 + seed, train_images=10) for seed in (0, 1, 2)], lambda _: 0)
    many = levels(
        [cell(_plan(seed), 15 + 2 * seed, train_images=70) for seed in (0, 1, 2)], lambda _: 0
    )
    there, back = compare(few[0], many[0]), compare(many[0], few[0])
    assert there is not None
    assert back is not None
    assert there.p_value == back.p_value


def test_equal_levels_are_said_to_be_level() -> None:
    comparison = compare(_level(15), _level(15))
    assert comparison is not None
    assert comparison.above("the probe") == "level with the probe"
    assert cautions([comparison]) == []


def test_a_family_is_corrected_together_and_says_how_many_it_are() -> None:
    family = {right: compare(_level(18), _level(right)) for right in (5, 9, 12, 16, 18)}
    raw = {right: one.p_value for right, one in family.items() if one and one.p_value is not None}
    found = corrected(family)
    theirs = multipletests(list(raw.values()), method="holm")[1]
    assert [one.p_value for one in found.values()] == pytest.approx(list(theirs))
    assert {one.family for one in found.values()} == {len(raw)} == {5}
    sentence, _ = cautions(list(found.values()))
    assert "one seed, corrected for 5 comparisons (Holm 1979): another split" in sentence


def test_what_has_no_p_value_is_no_part_of_a_family() -> None:
    alike = compare(_level(15, 16), _level(14, 15))
    told = compare(_level(15, 19), _level(14, 10))
    found = corrected({"alike": alike, "told": told, "missing": None})
    assert found == {"alike": alike, "told": told}
    assert "Holm" not in " ".join(cautions(list(found.values())))
