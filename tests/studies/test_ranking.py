import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from tests.studies.made import BASE, cell, score, waiting
from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.errors import UnknownBackbone
from transfer_demo.plan import Plan
from transfer_demo.studies import backbones
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.ranking import PREDICTORS, BackboneRanks, Ranked, read

NAMES = tuple(CATALOGUE)
TOTAL = 100


def _score(name: str, seed: int = 0, **scores: float) -> Cell:
    (plan,) = backbones.score_plans(BASE, names=(name,), seeds=(seed,))
    return score(plan, **scores)


def _training(name: str, right: int, seed: int = 0, **told: float) -> Cell:
    return cell(_plan(name, seed), right, total=TOTAL, **told)  # type: ignore[arg-type]


def _plan(name: str, seed: int = 0) -> Plan:
    (plan,) = backbones.train_plans(BASE, names=(name,), seeds=(seed,))
    return plan


def _rows(result: BackboneRanks) -> dict[str, Ranked]:
    return {row.name: row for row in result.rows}


def test_scores_and_accuracies_are_means_over_the_seeds() -> None:
    cells = [
        *(_score("resnet18", seed, logme=0.5 + seed) for seed in (0, 1)),
        *(_training("resnet18", 70 + 10 * seed, seed, slow=1 + seed) for seed in (0, 1)),
    ]
    (row,) = read(cells).rows
    assert row.scores == {"logme": 1.0, "leep": -0.7, "nearest_neighbour_accuracy": 0.75}
    assert row.actual is not None
    assert (row.actual.mean, row.actual.lowest, row.actual.highest) == (0.75, 0.7, 0.8)
    assert (row.seconds, row.score_seconds) == (22.5, 2.0)
    facts = CATALOGUE["resnet18"]
    assert (row.title, row.parameters) == (facts.title, facts.parameters)


def test_operations_are_those_that_were_measured_for_one_image() -> None:
    result = read([_score("resnet18", gflops=140.0), _training("resnet50", 80)])
    rows = _rows(result)
    assert rows["resnet18"].gflops == 140 / 70  # of 70 training images
    assert rows["resnet50"].gflops is None  # not looked through, so not measured
    assert result.image_size_px == BASE.image_size_px


def test_the_highest_is_first_and_equal_ones_share_their_ranks() -> None:
    logme = {"resnet18": 0.2, "resnet50": 0.9, "efficientnet_lite0": 0.2}
    right = {"resnet18": 80, "resnet50": 60, "efficientnet_lite0": 80}
    cells = [_score(name, logme=value) for name, value in logme.items()]
    cells += [_training(name, value) for name, value in right.items()]
    rows = _rows(read(cells))
    assert {name: row.ranks["logme"] for name, row in rows.items()} == {
        "resnet50": 1,
        "resnet18": 2.5,
        "efficientnet_lite0": 2.5,
    }
    assert {name: row.actual_rank for name, row in rows.items()} == {
        "resnet18": 1.5,
        "efficientnet_lite0": 1.5,
        "resnet50": 3,
    }


def test_of_equally_good_networks_the_smallest_is_best() -> None:
    cells = [_training("resnet50", 80), _training("resnet18", 80), _training("densenet121", 70)]
    best = read(cells).best
    assert best is not None
    assert best.name == "resnet18"
    assert read([_score("resnet18")]).best is None


values = st.integers(0, 8).map(lambda n: n / 8)


@st.composite
def studies(draw: st.DrawFn) -> dict[str, tuple[float, float, float, int]]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    return {
        name: (draw(values), -draw(values), draw(values), draw(st.integers(0, 9))) for name in names
    }


def _told(study: Mapping[str, tuple[float, float, float, int]]) -> list[Cell]:
    cells = []
    for name, (logme, leep, nearest, right) in study.items():
        cells.append(_score(name, logme=logme, leep=leep, nearest_neighbour_accuracy=nearest))
        cells.append(_training(name, right))
    return cells


@given(studies())
def test_ranks_and_their_correlations_agree_with_scipy(
    study: Mapping[str, tuple[float, float, float, int]],
) -> None:
    result = read(_told(study))
    rows = _rows(result)
    names = list(rows)
    ranks = {
        predictor: rankdata([-study[name][i] for name in names])
        for i, predictor in enumerate(("logme", "leep", "nearest_neighbour_accuracy"))
    }
    means = sum(ranks.values()) / 3
    ranks["mean_rank"] = rankdata(means.round(6))
    actual = rankdata([-study[name][3] for name in names])
    assert [rows[name].mean_rank for name in names] == pytest.approx(list(means))
    assert [rows[name].actual_rank for name in names] == list(actual)
    for predictor in PREDICTORS:
        assert [rows[name].ranks[predictor] for name in names] == list(ranks[predictor])
        ours = result.correlations[predictor]
        if len(names) < 3 or len(set(ranks[predictor])) == 1 or len(set(actual)) == 1:
            assert ours is None
        else:
            assert ours == pytest.approx(spearmanr(ranks[predictor], actual).statistic)


@given(studies(), st.randoms())
def test_the_order_of_the_cells_does_not_matter(
    study: Mapping[str, tuple[float, float, float, int]], chance: random.Random
) -> None:
    cells = _told(study)
    shuffled = list(cells)
    chance.shuffle(shuffled)
    assert read(shuffled) == read(cells)
    assert [row.name for row in read(cells).rows] == [name for name in NAMES if name in study]


def test_another_network_changes_nothing_that_was_measured_of_the_first() -> None:
    one = [_score("resnet18"), _training("resnet18", 70)]
    (alone,) = read(one).rows
    beside = _rows(read([*one, _score("resnet50"), _training("resnet50", 90)]))["resnet18"]
    assert (beside.scores, beside.actual, beside.seconds) == (
        alone.scores,
        alone.actual,
        alone.seconds,
    )


def test_a_score_that_is_no_number_ranks_nobody() -> None:
    result = read([_score("resnet18", leep=float("nan")), _score("resnet50")])
    rows = _rows(result)
    assert "leep" not in rows["resnet18"].scores
    assert "leep" not in rows["resnet18"].ranks
    assert (rows["resnet18"].mean_rank, rows["resnet18"].predicted_rank) == (None, None)
    assert rows["resnet50"].ranks["leep"] == 1


def test_a_study_is_complete_when_what_was_asked_for_is_trained() -> None:
    scores = [_score("resnet18"), _score("resnet50")]
    assert not read(scores).complete
    trained = [_training("resnet18", 70), _training("resnet50", 70)]
    assert read([*scores, *trained]).complete
    assert not read([*scores, trained[0], waiting(_plan("resnet50"))]).complete
    assert not read([*scores, *trained, _score("resnet18", seed=1)]).complete


def test_cells_of_no_network_that_is_known_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        read(())
    unknown = Plan(backbone="alexnet", frozen_stages=5, arms=("score",))
    with pytest.raises(UnknownBackbone):
        read([score(unknown)])
