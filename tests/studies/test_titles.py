from dataclasses import replace

from transfer_demo.plan import Plan
from transfer_demo.studies import backbones, catch_up, freeze, labels
from transfer_demo.studies.titles import titles

BASE = Plan(frozen_stages=7)


def test_depths_are_told_apart_and_what_stays_the_same_is_left_out():
    named = titles(freeze.plans(BASE, stages=9, seeds=(0,)))
    assert named[:3] == (
        "Fine-tuning, 9 stages frozen",
        "From scratch",
        "Fine-tuning, 8 stages frozen",
    )
    assert "Fine-tuning, 1 stage frozen" in named


def test_variants_say_what_is_different():
    plans = freeze.plans(BASE, stages=9, seeds=(0,), variants=tuple(freeze.VARIANTS))
    assert titles(plans)[-2:] == (
        "Fine-tuning, 0 stages frozen, Start of the new head: A linear probe first",
        "Fine-tuning, 0 stages frozen, BatchNorm in pretrained stages: Adapt to each batch",
    )


def test_sizes_and_seeds_are_named():
    named = titles(labels.plans(BASE, sizes=(1, 5), updates={3: 9, 4: 9}))
    assert named[0] == "From scratch, 5 images a class, seed 3"
    assert named[-1] == "Fine-tuning, 1 image a class, seed 4"
    assert titles([BASE, replace(BASE, train_per_class=2)])[0] == "Fine-tuning, all images"


def test_backbones_come_first_and_their_depths_are_left_out():
    names = ("efficientnet_lite0", "resnet18")
    plans = (
        *backbones.score_plans(BASE, names=names, seeds=(0,)),
        *backbones.train_plans(BASE, names=names, seeds=(0,)),
    )
    assert titles(plans)[1] == "ResNet-18, Score"
    assert titles(plans)[2] == "EfficientNet-Lite0, Fine-tuning"


def test_lengths_of_scratch_are_named_and_fine_tuning_has_none():
    named = titles(catch_up.plans(BASE, seeds=(0,)))
    assert set(named) == {
        "Fine-tuning",
        "From scratch, as many epochs",
        *(f"From scratch, {times} times the epochs" for times in (2, 4, 8, 16)),
    }


def test_all_titles_of_a_study_differ():
    for plans in (
        freeze.plans(BASE, stages=9, seeds=(0, 1), variants=tuple(freeze.VARIANTS)),
        labels.plans(BASE, sizes=(1, 2, 5), updates={0: 9, 1: 9}),
        catch_up.plans(BASE, seeds=(0, 1)),
    ):
        assert len(set(titles(plans))) == len(plans)
