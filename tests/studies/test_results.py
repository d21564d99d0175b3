import csv
import io
import json
from dataclasses import replace

import pytest

from tests.studies.made import BASE, STAGES, cell, score, skewed, waiting
from transfer_demo.studies import backbones, catch_up, freeze, labels
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.studies.results import Row
from transfer_demo.studies.table import to_csv

NAMES = ("efficientnet_lite0", "efficientnet_lite1", "resnet18")


def _results(question: str, cells: list[Cell]) -> list[Row]:
    known = QUESTIONS[question]
    return known.results(known.read(cells))


def _freeze(*seeds: int) -> list[Cell]:
    planned = freeze.plans(BASE, stages=STAGES, seeds=seeds, variants=("batch_norm",))
    return [cell(plan, 10 + plan.seed, slow=1 + plan.seed) for plan in planned]


def _labels() -> list[Cell]:
    right = {"fine_tune": {5: (45, 45), 20: (50, 55)}, "scratch": {5: (10, 46), 20: (80, 60)}}
    return [
        cell(
            replace(BASE, arms=(arm,), train_per_class=size, seed=seed),
            of_seed[seed],
            total=100,
            train_images=min(2 * size, 30),
        )
        for arm, curve in right.items()
        for size, of_seed in curve.items()
        for seed in (0, 1)
    ]


def _backbones(right: tuple[int, ...] = (10, 11, 12)) -> list[Cell]:
    scored = backbones.score_plans(BASE, names=NAMES, seeds=(0,))
    trained = backbones.train_plans(BASE, names=NAMES, seeds=(0,))
    return [
        *(score(plan, logme=0.1 * i) for i, plan in enumerate(scored)),
        *(cell(plan, hits) for plan, hits in zip(trained, right, strict=True)),
    ]


def test_each_point_of_the_freeze_figure_has_a_row() -> None:
    rows = _results("freeze", _freeze(0, 2))
    assert [(row["point"], row["frozen_stages"]) for row in rows] == [
        *(("depth", depth) for depth in range(STAGES + 1)),
        ("scratch", None),
        ("batch_norm", 0),
    ]
    for row in rows:
        assert row["validation_accuracy"] == pytest.approx(11 / 20)
        assert (row["lowest"], row["highest"]) == (10 / 20, 12 / 20)
        assert (row["interval_low"], row["interval_high"]) == (10 / 20, 12 / 20)
        assert (row["interval_of"], row["seeds"], row["seconds"]) == ("seeds", 2, 30)
        assert row["train_accuracy"] == pytest.approx(11 / 20 + 0.1)
        assert (row["fewest_train_images"], row["trainable_parameters"]) == (70, 2_562)


def test_the_interval_of_one_seed_is_named() -> None:
    row = _results("freeze", _freeze(0))[0]
    assert row["interval_of"] == "wilson_95"
    assert row["lowest"] == row["highest"] == 0.5
    assert isinstance(row["interval_low"], float)
    assert row["interval_low"] < 0.5


def test_unequal_classes_have_a_balanced_accuracy() -> None:
    plans = freeze.plans(BASE, stages=STAGES, seeds=(0,))
    unequal, *_ = _results("freeze", [skewed(plan, most=15, least=5) for plan in plans])
    assert (unequal["balanced_accuracy"], unequal["most_frequent_class_accuracy"]) == (0.5, 0.75)
    equal, *_ = _results("freeze", _freeze(0))
    assert (equal["balanced_accuracy"], equal["most_frequent_class_accuracy"]) == (None, 0.5)


def test_each_size_and_arm_has_a_row_with_the_images_that_the_other_arm_needs() -> None:
    rows = {(row["train_per_class"], row["arm"]): row for row in _results("labels", _labels())}
    assert list(rows) == [
        (5, "fine_tune"),
        (5, "scratch"),
        (20, "fine_tune"),
        (20, "scratch"),
    ]
    result = labels.read(_labels())
    five = rows[5, "fine_tune"]
    assert result.matches[0].crossing is not None
    assert five["other_train_per_class"] == result.matches[0].crossing.images
    assert (five["other_interpolated"], five["other_at_most"]) == (True, False)
    # 45 % is half way from 10 % to 80 % in seed 0; in seed 1 scratch has more with 5 already.
    assert five["other_train_per_class_seed_0"] == pytest.approx(10)
    assert five["other_interpolated_seed_0"]
    assert (five["other_train_per_class_seed_1"], five["other_at_most_seed_1"]) == (5, True)
    # Fine-tuning never reaches what scratch has with all; scratch with 5 was not asked.
    assert rows[20, "scratch"]["other_reaches_it"] is False
    assert rows[20, "scratch"]["other_train_per_class"] is None
    assert rows[5, "scratch"]["other_reaches_it"] is None
    assert [row["fewer_in_small_classes"] for row in rows.values()] == [False, False, True, True]


def test_each_network_has_a_row_with_scores_and_ranks() -> None:
    rows = _results("backbones", _backbones())
    networks = [row for row in rows if row["point"] == "network"]
    assert [row["backbone"] for row in networks] == list(NAMES)
    assert [row["logme_nats"] for row in networks] == pytest.approx([0, 0.1, 0.2])
    assert [row["rank_by_logme"] for row in networks] == [3, 2, 1]
    assert [row["actual_rank"] for row in networks] == [3, 2, 1]
    assert [row["validation_accuracy"] for row in networks] == [10 / 20, 11 / 20, 12 / 20]
    assert networks[0]["gflops_per_image"] == 30 / 70


def _correlations(cells: list[Cell]) -> dict[object, object]:
    return {
        row["predictor"]: row["rank_correlation"]
        for row in _results("backbones", cells)
        if row["point"] == "rank_correlation"
    }


def test_each_predictor_has_its_correlation_unless_the_order_may_be_chance() -> None:
    assert _correlations(_backbones(right=(4, 10, 20))) == {
        "logme": pytest.approx(1),
        "leep": None,
        "nearest_neighbour_accuracy": None,
        "mean_rank": pytest.approx(1),
    }
    assert set(_correlations(_backbones()).values()) == {None}


def _catch_up() -> list[Cell]:
    right = {1: (10, 12), 2: (40, 41), 4: (61, 63), 8: (70, 70), 16: (71, 72)}
    return [
        cell(
            plan,
            right[plan.scratch_epochs_factor][plan.seed] if plan.arms == ("scratch",) else 62,
            total=100,
            slow=plan.scratch_epochs_factor,
        )
        for plan in catch_up.plans(BASE, seeds=(0, 1))
    ]


def test_each_length_of_scratch_has_a_row_with_how_far_it_is_from_fine_tuning() -> None:
    tuned, *rows = _results("catch-up", _catch_up())
    assert (tuned["point"], tuned["epochs"], tuned["seconds"]) == ("fine_tune", 10, 15)
    assert [row["scratch_epochs_factor"] for row in rows] == [1, 2, 4, 8, 16]
    assert [row["epochs"] for row in rows] == [10, 20, 40, 80, 160]
    assert [row["seconds"] for row in rows] == [15, 30, 60, 120, 240]
    assert [row["catches_up"] for row in rows] == [False, False, True, True, True]
    assert [row["difference"] for row in rows] == pytest.approx([-0.51, -0.215, 0, 0.08, 0.095])


def test_a_network_that_is_not_trained_has_its_scores_only() -> None:
    rows = _results("backbones", _backbones()[:3])
    assert [row["actual_rank"] for row in rows[:3]] == [None] * 3
    assert "validation_accuracy" not in rows[0]


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        ("freeze", _freeze(0, 1)),
        ("labels", _labels()),
        ("backbones", _backbones()),
        ("catch-up", _catch_up()),
    ],
)
def test_results_can_be_written_as_csv_and_as_json(question: str, cells: list[Cell]) -> None:
    rows = _results(question, cells)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    back = list(csv.DictReader(io.StringIO(to_csv(rows), newline="")))
    assert len(back) == len(rows)
    for row, read in zip(rows, back, strict=True):
        assert {name: read[name] for name in row} == {
            name: "" if value is None else str(value) for name, value in row.items()
        }


@pytest.mark.parametrize(
    ("question", "cells"),
    [("freeze", _freeze(0)), ("labels", _labels()), ("catch-up", _catch_up())],
)
def test_what_is_not_measured_has_no_row(question: str, cells: list[Cell]) -> None:
    assert _results(question, [waiting(one.plan) for one in cells]) == []
