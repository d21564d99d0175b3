from itertools import combinations

import pytest
from statsmodels.stats.multitest import multipletests

from tests.studies.made import BASE, cell, score, waiting
from transfer_demo.studies import backbones
from transfer_demo.studies.backbones import BackboneRanks
from transfer_demo.studies.cell import Cell
from transfer_demo.verdict.significance import mcnemar_exact

THREE = {"efficientnet_lite0": 90, "efficientnet_lite1": 80, "resnet18": 60}


def _scores(**logme: float) -> list[Cell]:
    plans = backbones.score_plans(BASE, names=list(logme), seeds=(0,))
    return [score(plan, logme=logme[plan.backbone]) for plan in plans]


def _trainings(seeds: tuple[int, ...] = (0,), **right: int) -> list[Cell]:
    plans = backbones.train_plans(BASE, names=list(right), seeds=seeds)
    return [cell(plan, right[plan.backbone] + plan.seed, total=100) for plan in plans]


def _three() -> BackboneRanks:
    scores = _scores(efficientnet_lite0=0.9, efficientnet_lite1=0.5, resnet18=0.7)
    return backbones.read([*scores, *_trainings(**THREE)])


def test_the_answer_names_the_best_the_noise_and_how_well_it_was_predicted() -> None:
    assert backbones.answer(_three()) == (
        "EfficientNet-Lite0 is best: 90% of 100 validation images right (95% Wilson interval 83% "
        "to 94%).",
        "It is 10 percentage points above EfficientNet-Lite1, the second (beyond chance, "
        "p = 0.002).",
        "p is that of McNemar's exact test on the images of one seed, corrected for 3 comparisons "
        "(Holm 1979): another split, or other random numbers, can turn a small difference round.",
        "Which of several is best was seen on the validation images themselves, so it looks a "
        "little better than it is.",
        "Rank correlation of prediction and result (1: same order, -1: reversed): 0.50 for LogME, "
        "0.50 for all three together.",
        "A rank correlation of 3 networks says little: blind guessing gets the whole order right "
        "in 1 of 6 cases.",
    )


def test_the_best_of_many_networks_is_compared_with_each_of_them_and_corrected_for_that() -> None:
    right = {**THREE, "efficientnet_lite1": 85, "resnet50": 86, "squeezenet1_1": 50}
    result = backbones.read(_trainings(**right))
    # Any pair would have been looked at had other networks been the best.
    pairs = list(combinations(right, 2))
    raw = [mcnemar_exact(abs(right[one] - right[other]), 0) for one, other in pairs]
    theirs = dict(zip(pairs, multipletests(raw, method="holm")[1], strict=True))
    found = backbones.comparisons(result)
    assert {name: one.p_value for name, one in found.items()} == pytest.approx(
        {other: p for (one, other), p in theirs.items() if one == "efficientnet_lite0"}
    )
    assert f"ResNet-50, the second ({found['resnet50'].doubt})." in backbones.answer(result)[1]


def test_networks_that_are_equally_good_are_said_to_be_level() -> None:
    result = backbones.read(_trainings(resnet18=70, resnet50=70))
    said = backbones.answer(result)
    assert said[1].startswith("It is level with ResNet-")
    assert "needs three networks" in said[2]


def test_before_anything_is_trained_the_scores_have_their_favourites() -> None:
    result = backbones.read(_scores(resnet18=0.1, resnet50=0.9))
    assert backbones.answer(result) == (
        "So far, first is ResNet-50 by LogME; ResNet-18 and ResNet-50 by LEEP and nearest "
        "neighbours.",
        "None is fine-tuned yet.",
    )


def test_a_study_that_has_not_begun_says_so() -> None:
    plans = backbones.score_plans(BASE, names=("resnet18",), seeds=(0,))
    assert backbones.answer(backbones.read([waiting(plan) for plan in plans])) == (
        "So far, no network is scored or fine-tuned.",
        "0 of 1 are done.",
    )


def test_one_trained_network_is_compared_with_nothing() -> None:
    cells = [*_trainings(resnet18=70), waiting(_trainings(resnet50=1)[0].plan)]
    first, last = backbones.answer(backbones.read(cells))
    assert first.startswith("So far, ResNet-18 is best")
    assert last == "1 of 2 is done."


@pytest.mark.parametrize(("networks", "warned"), [(4, "1 of 24"), (5, "only 5"), (9, "only 9")])
def test_few_networks_come_with_a_warning(networks: int, warned: str) -> None:
    names = list(backbones.CATALOGUE)[:networks]
    right = {name: 50 + 8 * i for i, name in enumerate(names)}
    logme = {name: float(i) for i, name in enumerate(names)}
    said = backbones.answer(backbones.read([*_scores(**logme), *_trainings(**right)]))
    assert "1.00 for LogME" in said[-2]
    assert warned in said[-1]


def test_over_seeds_the_difference_is_judged_over_the_seeds() -> None:
    cells = _trainings(seeds=(0, 1, 2), resnet18=80, resnet50=60)
    said = backbones.answer(backbones.read(cells))
    assert "81.0% of the validation images right (80.0% to 82.0% over 3 seeds)" in said[0]
    assert "above ResNet-50, the second (beyond chance, p < 0.001)" in said[1]


def test_an_order_that_may_be_chance_is_not_correlated_with_anything() -> None:
    names = ("efficientnet_lite0", "efficientnet_lite1", "resnet18")
    scores = _scores(**dict(zip(names, (0.9, 0.5, 0.7), strict=True)))
    trained = _trainings(**dict(zip(names, (87, 87, 86), strict=True)))
    result = backbones.read([*scores, *trained])
    assert not backbones.told_apart(result)
    said = " ".join(backbones.answer(result))
    assert "Rank correlation" not in said
    assert "the order that was measured may be chance as well" in said
    assert backbones.told_apart(_three())


@pytest.mark.parametrize(
    ("bet", "said"),
    [
        ("efficientnet_lite0", "You bet on EfficientNet-Lite0. That was the best."),
        (
            "resnet18",
            "You bet on ResNet-18. Best was EfficientNet-Lite0, with 30 percentage points more.",
        ),
        (
            "resnet50",
            "You bet on ResNet-50. It is not fine-tuned yet. Best was EfficientNet-Lite0.",
        ),
    ],
)
def test_a_bet_is_compared_and_not_graded(bet: str, said: str) -> None:
    assert backbones.guess_answer(_three(), bet) == said


@pytest.mark.parametrize("bet", ["resnet18", "resnet50"])
def test_a_bet_on_one_of_several_that_are_level_is_told_so(bet: str) -> None:
    result = backbones.read(_trainings(resnet18=70, resnet50=70, efficientnet_lite0=60))
    said = backbones.guess_answer(result, bet)
    assert said.endswith("That was one of the 2 that are level at the top.")


@pytest.mark.parametrize("bet", [None, "alexnet"])
def test_without_a_bet_nothing_is_said_of_it(bet: str | None) -> None:
    assert backbones.guess_answer(_three(), bet) == ""


def test_a_bet_waits_for_the_first_training() -> None:
    result = backbones.read(_scores(resnet18=0.1, resnet50=0.9))
    assert backbones.guess_answer(result, "resnet18") == ""
    one = [*_trainings(resnet18=70), waiting(_trainings(resnet50=1)[0].plan)]
    assert "So far, that is the best." in backbones.guess_answer(backbones.read(one), "resnet18")
