"""The plans of each study: what varies, in which order, and that nothing else does."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.plan import Plan, default_frozen_stages
from transfer_demo.studies import backbones, freeze, labels

BASE = Plan(frozen_stages=7, epochs=4, class_weights="balanced")


@pytest.mark.parametrize(
    ("stages", "depths"),
    [
        (9, [9, 8, 7, 0, 1, 2, 3, 4, 5, 6]),
        (4, [4, 3, 2, 0, 1]),
        (3, [3, 2, 1, 0]),
        (2, [2, 1, 0]),
        (1, [1, 0]),
    ],
)
def test_the_quick_depths_of_a_seed_come_first_and_then_the_long_before_the_short(
    stages: int, depths: list[int]
) -> None:
    planned = freeze.plans(BASE, stages=stages, seeds=(4,))
    first, second, *others = planned
    assert second.arms == ("scratch",)
    assert all(plan.arms == ("fine_tune",) for plan in (first, *others))
    assert [plan.frozen_stages for plan in (first, *others)] == depths
    varied = {"frozen_stages": 7, "seed": 0, "arms": BASE.arms}
    assert {replace(plan, **varied) for plan in planned} == {BASE}  # type: ignore[arg-type]


def test_the_seeds_come_one_after_the_other() -> None:
    planned = freeze.plans(BASE, stages=2, seeds=(3, 1))
    assert [seed for seed, _ in itertools.groupby(plan.seed for plan in planned)] == [3, 1]


def test_the_variants_train_everything_and_differ_in_one_choice() -> None:
    plain = freeze.plans(BASE, stages=2, seeds=(0,))
    planned = freeze.plans(BASE, stages=2, seeds=(0,), variants=("batch_norm", "probe_first"))
    assert planned[: len(plain)] == plain
    probe_first, batch_norm = planned[len(plain) :]
    (full,) = (plan for plan in plain if plan.frozen_stages == 0)
    assert probe_first == replace(full, head_start="probe")
    assert batch_norm == replace(full, batch_norm="training")


def test_a_variant_that_the_base_has_anyway_is_left_out() -> None:
    base = replace(BASE, batch_norm="training")
    assert freeze.plans(base, stages=2, seeds=(0,), variants=("batch_norm",)) == freeze.plans(
        base, stages=2, seeds=(0,)
    )


@pytest.mark.parametrize(
    ("counts", "limit", "expected"),
    [
        ((20, 7), None, (1, 2, 5, 10, 20)),
        ((21, 21), None, (1, 2, 5, 10, 20, 21)),
        ((300,), 60, (1, 2, 5, 10, 20, 50, 60)),
        ((4, 3), 60, (1, 2, 4)),
        ((1, 1), None, (1,)),
        ((1200,), None, (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1200)),
    ],
)
def test_sizes_go_in_round_steps_up_to_all(
    counts: tuple[int, ...], limit: int | None, expected: tuple[int, ...]
) -> None:
    assert labels.sizes(counts, limit=limit) == expected


@given(st.lists(st.integers(1, 5000), min_size=1), st.none() | st.integers(1, 5000))
def test_sizes_grow_and_end_with_all_that_may_be_used(counts: list[int], limit: int | None) -> None:
    steps = labels.sizes(counts, limit=limit)
    assert list(steps) == sorted(set(steps))
    assert steps[-1] == min(max(counts), limit or max(counts))
    assert all(2 <= b / a <= 2.5 for a, b in itertools.pairwise(steps[:-1]))


def test_without_training_images_there_are_no_sizes() -> None:
    with pytest.raises(ValueError, match="training images"):
        labels.sizes([])


def test_the_largest_size_of_each_seed_comes_first_and_scratch_before_fine_tuning() -> None:
    planned = labels.plans(BASE, sizes=(1, 5, 2), updates={0: 8, 1: 9})
    assert [(plan.train_per_class, plan.arms[0]) for plan in planned[:6]] == [
        (5, "scratch"),
        (5, "fine_tune"),
        (2, "scratch"),
        (2, "fine_tune"),
        (1, "scratch"),
        (1, "fine_tune"),
    ]
    assert [plan.seed for plan in planned] == [0] * 6 + [1] * 6
    varied = {"train_per_class": None, "updates_per_epoch": None, "seed": 0, "arms": BASE.arms}
    assert {replace(plan, **varied) for plan in planned} == {BASE}  # type: ignore[arg-type]


def test_smaller_sizes_have_the_updates_of_the_largest_which_stays_the_training_of_a_race() -> None:
    planned = labels.plans(BASE, sizes=(1, 5), updates={0: 8, 1: 9})
    held = {(plan.seed, plan.train_per_class): plan.updates_per_epoch for plan in planned}
    assert held == {(0, 5): None, (0, 1): 8, (1, 5): None, (1, 1): 9}


def test_each_network_is_scored_whole_and_fine_tuned_at_its_default_depth() -> None:
    names = ("resnet18", "efficientnet_lite0")
    scores = backbones.score_plans(BASE, names=names, seeds=(0, 1))
    trainings = backbones.train_plans(BASE, names=names, seeds=(0, 1))
    for planned, arm in ((scores, "score"), (trainings, "fine_tune")):
        assert [(plan.seed, plan.backbone) for plan in planned] == [
            (0, "resnet18"),
            (0, "efficientnet_lite0"),
            (1, "resnet18"),
            (1, "efficientnet_lite0"),
        ]
        assert {plan.arms for plan in planned} == {(arm,)}
    for score, training in zip(scores, trainings, strict=True):
        stages = len(CATALOGUE[score.backbone].stages)
        assert score.frozen_stages == stages
        assert training == replace(
            BASE,
            seed=score.seed,
            backbone=score.backbone,
            arms=("fine_tune",),
            frozen_stages=default_frozen_stages(stages),
        )
