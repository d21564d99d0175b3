from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from statsmodels.stats.multitest import multipletests

from tests.studies.made import BASE, cell
from transfer_demo.images.dataset import Example, LabelledImages, Picture
from transfer_demo.plan import Plan
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.paired import (
    cautions,
    compare,
    compare_best,
    compare_best_with,
    corrected,
)
from transfer_demo.verdict.significance import mcnemar_exact, sign_flip_test


def _plan(seed: int) -> Plan:
    return replace(BASE, seed=seed, arms=("fine_tune",))


def _level(
    *correct: int,
    total: int = 20,
    first_seed: int = 0,
    from_the_end: bool = False,
    splits: Sequence[str] = ("",) * 9,
    names: Sequence[tuple[str, ...]] = ((),) * 9,
) -> Level:
    cells = [
        cell(
            _plan(first_seed + i),
            right,
            total=total,
            from_the_end=from_the_end,
            split=splits[i],
            names=names[i],
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


def test_several_seeds_are_judged_by_all_their_images() -> None:
    comparison = compare(_level(15, 18, 17), _level(12, 17, 15))
    assert comparison is not None
    # Six images that only the first gets right, and each seed has others.
    assert comparison.p_value == mcnemar_exact(6, 0)
    assert comparison.beyond_chance
    sentence, _ = cautions([comparison])
    assert "sign-flip test on the images (Fisher 1935), in which" in sentence
    assert "only where every seed has it" in sentence


def test_an_image_that_several_seeds_hold_out_is_one() -> None:
    # The third image is the third of seed 0 and the first of seed 1.
    names = [("a", "b", "c", "d"), ("c", "e", "f", "g")]
    better, worse = _level(3, 1, total=4, names=names), _level(2, 0, total=4, names=names)
    comparison = compare(better, worse)
    assert comparison is not None
    assert comparison.p_value == sign_flip_test([2]) == 1
    assert comparison.validation_images == 7
    assert better.validation_images == 7


def test_copies_of_an_image_count_one_by_one() -> None:
    picture = Picture(data=b"", digest="a" * 64, width=1, height=1)
    copies = (Example(label=0, picture=picture, file="a.jpg"),) * 2
    told = LabelledImages(classes=("birds",), train=(), validation=copies).validation_ids
    comparison = compare(_level(2, total=2, names=[told]), _level(0, total=2, names=[told]))
    assert comparison is not None
    assert comparison.p_value == mcnemar_exact(2, 0)


def test_what_one_seed_says_otherwise_may_be_chance() -> None:
    comparison = compare(_level(18, 15, 18), _level(8, 16, 8))
    assert comparison is not None
    assert comparison.p_value < 0.001
    assert not comparison.seeds_agree
    assert not comparison.beyond_chance
    assert comparison.doubt == "p < 0.001, but not with every seed, so it may be chance"


def test_only_seeds_that_both_have_are_compared() -> None:
    comparison = compare(_level(5, 18, 17), _level(12, 10, first_seed=2))
    assert comparison is not None
    assert comparison.seeds == 1
    assert comparison.difference == pytest.approx(5 / 20)
    assert compare(_level(5), _level(5, first_seed=3)) is None


def test_seeds_that_differ_all_alike_tell_as_much_as_their_images() -> None:
    comparison = compare(_level(190, 190, total=200), _level(180, 180, total=200))
    assert comparison is not None
    assert comparison.p_value == mcnemar_exact(20, 0)
    assert comparison.beyond_chance


def test_a_clear_difference_is_beyond_chance_whichever_way() -> None:
    better = compare(_level(190, 188, 192, total=200), _level(100, 99, 103, total=200))
    worse = compare(_level(100, 99, 103, total=200), _level(190, 188, 192, total=200))
    assert better is not None
    assert worse is not None
    assert better.beyond_chance
    assert worse.beyond_chance
    assert "above scratch (beyond chance" in better.above("scratch")
    assert "below scratch (beyond chance" in worse.above("scratch")


GIVEN = ("val",) * 3


def test_seeds_that_share_one_split_are_judged_by_its_images() -> None:
    better, worse = (17, 17, 18), (16, 16, 16)
    drawn = compare(_level(*better), _level(*worse))
    given = compare(_level(*better, splits=GIVEN), _level(*worse, splits=GIVEN))
    assert drawn is not None
    assert given is not None
    # Of 20 images the 17th is right in three seeds more, the 18th in one.
    assert given.p_value == sign_flip_test([3, 1]) == 0.5
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


def test_seeds_whose_splits_are_not_known_are_taken_to_have_other_images() -> None:
    known, unknown = ("a", "b", "c"), ("", "", "")
    found = [
        compare(_level(15, 18, 17, splits=splits), _level(12, 17, 15, splits=splits))
        for splits in (known, unknown)
    ]
    assert found[0] == found[1]
    assert found[0]
    assert not found[0].one_split


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
    raw = {right: one.p_value for right, one in family.items() if one}
    found = corrected(family)
    theirs = multipletests(list(raw.values()), method="holm")[1]
    assert [one.p_value for one in found.values()] == pytest.approx(list(theirs))
    assert {one.family for one in found.values()} == {len(raw)} == {5}
    sentence, _ = cautions(list(found.values()))
    assert "one seed, corrected for 5 comparisons (Holm 1979): another split" in sentence


def test_what_is_missing_is_no_part_of_a_family() -> None:
    told = compare(_level(15, 19), _level(14, 10))
    assert corrected({"told": told, "missing": None}, beside=[None]) == {"told": told}


def test_the_best_of_several_is_corrected_for_all_pairs_of_them() -> None:
    levels = {right: _level(right) for right in (18, 16, 12, 9)}
    found = compare_best(18, levels)
    raw = [mcnemar_exact(one - other, 0) for one, other in combinations(levels, 2)]
    theirs = multipletests(raw, method="holm")[1]  # the pairs of the best come first
    assert [one.p_value for one in found.values()] == pytest.approx(list(theirs[:3]))
    assert {one.family for one in found.values()} == {6}


def test_beside_another_the_best_is_corrected_for_those_that_could_have_been_it() -> None:
    levels = {right: _level(right) for right in (18, 16, 12, 9)}
    found = compare_best_with(18, levels, _level(5))
    assert found is not None
    raw = [mcnemar_exact(right - 5, 0) for right in levels]
    assert found.p_value == pytest.approx(multipletests(raw, method="holm")[1][0])
    assert compare_best_with(18, levels, None) is None


def test_the_best_of_equals_is_seldom_called_better_than_one_of_them() -> None:
    # Ten depths that are right on any image as often, 300 studies of 200 images.
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(300):
        leads = rng.random((10, 200)) < 0.8
        best = int(leads.sum(axis=1).argmax())
        found = compare_best(best, {i: _told(hits) for i, hits in enumerate(leads)})
        alarms += any(one.beyond_chance for one in found.values())
    # 5 % are 15; corrected for nine comparisons only, it would be about three times as many.
    assert alarms <= 24


def test_of_equals_asked_about_many_frames_of_few_scenes_seldom_one_is_called_better() -> None:
    # Two trainings that are right on any of 30 scenes as often, and on all its 8 frames or none.
    rng = np.random.default_rng(0)
    alarms = {"by scene": 0, "by frame": 0}
    for _ in range(300):
        one, other = (_told(np.repeat(rng.random(30) < 0.6, 8)) for _ in range(2))
        alone = compare(one, other)
        together = compare(_in_scenes(one, frames=8), _in_scenes(other, frames=8))
        assert alone
        assert together
        alarms["by frame"] += alone.beyond_chance
        alarms["by scene"] += together.beyond_chance
        assert together.some_alike
        assert not alone.some_alike
    # 5 % are 15.
    assert alarms["by scene"] <= 24 < 100 < alarms["by frame"]


def _in_scenes(level: Level, *, frames: int) -> Level:
    (run,) = level.runs
    scenes = {name: f"scene {int(name) // frames}" for name in run.hits}
    return Level((replace(run, groups=scenes),))


def _told(hits: NDArray[np.bool_]) -> Level:
    run = replace(
        _level(1).runs[0],
        accuracy=float(hits.mean()),
        hits={f"{place}": bool(hit) for place, hit in enumerate(hits)},
        groups={f"{place}": f"{place}" for place in range(len(hits))},
    )
    return Level((run,))
