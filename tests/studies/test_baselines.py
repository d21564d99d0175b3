import pytest

from tests.studies.made import BASE, STAGES, cell, skewed, waiting
from transfer_demo.studies import backbones, freeze, labels
from transfer_demo.studies.baselines import baseline_of
from transfer_demo.studies.level import levels
from transfer_demo.studies.questions import QUESTIONS

PLANS = {
    "freeze": freeze.plans(BASE, stages=STAGES, seeds=(0, 1)),
    "labels": labels.plans(BASE, sizes=(1, 5), updates={0: 9, 1: 9}),
    "backbones": backbones.train_plans(BASE, names=("resnet18", "resnet50"), seeds=(0, 1)),
}


def test_each_seed_counts_once_however_many_trainings_it_has() -> None:
    first, second, *_ = PLANS["freeze"]
    other = next(plan for plan in PLANS["freeze"] if plan.seed == 1)
    cells = [
        skewed(first, most=15, least=5),
        skewed(second, most=15, least=5),
        skewed(other, most=16, least=4),
    ]
    of_plan = levels(cells, lambda one: (one.arm, one.plan.frozen_stages))
    found = baseline_of(of_plan.values())
    assert found is not None
    assert found.accuracy == pytest.approx((15 / 20 + 16 / 20) / 2)
    assert (found.images, found.classes, found.alone) == (40, 2, True)
    assert baseline_of([]) is None


@pytest.mark.parametrize("question", PLANS)
def test_the_answer_of_each_study_ends_with_what_guessing_gets(question: str) -> None:
    known = QUESTIONS[question]
    cells = [skewed(plan, most=15, least=5) for plan in PLANS[question]]
    *_, last = known.answer(known.read(cells))
    assert last == "Always naming the most frequent class would be right on 75%."


@pytest.mark.parametrize("question", PLANS)
def test_before_anything_is_measured_nothing_is_said_of_it(question: str) -> None:
    known = QUESTIONS[question]
    said = known.answer(known.read([waiting(plan) for plan in PLANS[question]]))
    assert not any("Always naming" in sentence for sentence in said)


def test_of_the_study_of_labels_the_largest_size_counts() -> None:
    known = QUESTIONS["labels"]
    cells = [
        skewed(plan, most=15 if plan.train_per_class == 5 else 10, least=5)
        for plan in PLANS["labels"]
    ]
    assert known.answer(known.read(cells))[-1].endswith("would be right on 75%.")
    small = [waiting(one.plan) if one.plan.train_per_class == 5 else one for one in cells]
    assert "Always naming" not in known.answer(known.read(small))[-1]


def test_about_equal_classes_have_no_balanced_accuracy() -> None:
    of_plan = levels([cell(PLANS["freeze"][0], 12)], lambda _: "all")
    assert of_plan["all"].balanced_accuracy is None
    of_plan = levels([skewed(PLANS["freeze"][0], most=15, least=5)], lambda _: "all")
    assert (of_plan["all"].mean, of_plan["all"].balanced_accuracy) == (0.75, 0.5)
