import csv
import io
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.studies.made import BASE, cell, deleted, score, skewed, waiting
from transfer_demo.studies import backbones, freeze, labels
from transfer_demo.studies.table import epoch_rows, rows, to_csv

FREEZE = freeze.plans(BASE, stages=9, seeds=(0, 1))


def test_each_cell_has_a_row_with_what_varies_and_what_was_measured() -> None:
    when = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    table = rows(
        [
            cell(FREEZE[0], 12, 17, 15, slow=2, notes=("Fewer views.",), measured_before=when),
            cell(FREEZE[1], 9, outcome="failed", message="Too little memory."),
            waiting(FREEZE[2]),
        ]
    )
    first, second, third = table
    assert (
        first
        | {
            "arm": "fine_tune",
            "seed": 0,
            "frozen_stages": 9,
            "state": "done",
            "measured_before": "2026-03-04T05:06:00+00:00",
            "train_images": 70,
            "validation_images": 20,
            "epochs": 3,
            "validation_accuracy": 15 / 20,
            "best_epoch": 2,
            "best_validation_accuracy": 17 / 20,
            "seconds": 30.0,
            "gflops": 36.0,
            "notes": "Fewer views.",
        }
        == first
    )
    assert (second["arm"], second["frozen_stages"], second["state"]) == ("scratch", None, "failed")
    assert second["message"] == "Too little memory."
    assert (third["state"], third["validation_accuracy"]) == ("waiting", None)
    assert "epochs" in first
    assert "image_size_px" not in first  # the same for all
    assert list(first) == list(second) == list(third)


def test_a_cell_whose_run_is_gone_does_not_wait() -> None:
    (row,) = rows([deleted(FREEZE[0])])
    assert (row["state"], row["seconds"]) == ("deleted", None)


def test_a_row_says_whether_a_small_class_gave_all_it_has() -> None:
    limited, unlimited = replace(FREEZE[0], train_per_class=10), FREEZE[0]
    told = [cell(limited, 3, train_images=n) for n in (20, 19)] + [cell(unlimited, 3)]
    fewer = [row["fewer_in_small_classes"] for row in rows([*told, waiting(limited)])]
    assert fewer == [False, True, None, None]


@pytest.mark.parametrize(
    ("plans", "varying"),
    [
        (freeze.plans(BASE, stages=2, seeds=(0,), variants=("batch_norm",)), "batch_norm"),
        (labels.plans(BASE, sizes=(1, 2), updates={0: 9, 1: 9}), "train_per_class"),
        (backbones.train_plans(BASE, names=("resnet18", "resnet50"), seeds=(0,)), "backbone"),
    ],
)
def test_what_varies_has_a_column(plans: tuple[object, ...], varying: str) -> None:
    table = rows([cell(plan, 3) for plan in plans])  # type: ignore[arg-type]
    assert [row[varying] for row in table] == [getattr(plan, varying) for plan in plans]


def test_scores_have_columns_of_their_own() -> None:
    (plan,) = backbones.score_plans(BASE, names=("resnet18",), seeds=(0,))
    (row,) = rows([score(plan, logme=0.25)])
    assert (row["logme_nats"], row["leep_nats"], row["gflops"]) == (0.25, -0.7, 30.0)
    assert (row["arm"], row["best_epoch"]) == ("score", None)


def test_each_epoch_has_a_row() -> None:
    one, two = cell(FREEZE[0], 12, 17), cell(FREEZE[1], 9)
    table = epoch_rows([one, two, waiting(FREEZE[2])])
    assert [(row["arm"], row["epoch"]) for row in table] == [
        ("fine_tune", 1),
        ("fine_tune", 2),
        ("scratch", 1),
    ]
    assert table[1]["validation_accuracy"] == 17 / 20
    assert table[1]["train_loss_nats"] == one.history.epochs[1].train_loss


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_loss_that_diverged_and_what_is_not_measured_are_left_empty() -> None:
    one = cell(FREEZE[0], 12)
    epochs = (replace(one.history.epochs[0], val_loss=math.nan, train_loss=math.inf),)
    diverged = replace(one, history=replace(one.history, epochs=epochs))
    (row,) = _read(to_csv(rows([diverged])))
    assert (row["validation_loss_nats"], row["train_loss_nats"], row["logme_nats"]) == ("", "", "")
    assert float(row["validation_accuracy"]) == 0.6


def test_unequal_classes_have_a_balanced_accuracy() -> None:
    told = rows([skewed(FREEZE[0], most=15, least=5), cell(FREEZE[1], 12), waiting(FREEZE[2])])
    assert [row["balanced_accuracy"] for row in told] == [0.5, None, None]
    assert [row["most_frequent_class_accuracy"] for row in told] == [0.75, 0.5, None]


def test_an_empty_table_is_an_empty_file() -> None:
    assert to_csv(rows([])) == to_csv(epoch_rows([waiting(FREEZE[0])])) == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(start: str) -> None:
    evil = f'{start}HYPERLINK("http://example.org")'
    (row,) = _read(to_csv([{"notes": evil, "x": -1.5}]))
    assert row == {"notes": f"'{evil}", "x": "-1.5"}


texts = st.text().filter(lambda text: not text.startswith(("=", "+", "-", "@", "\t", "\r")))


@given(
    st.lists(
        st.fixed_dictionaries(
            {"a": texts, "b": st.integers() | st.none(), "c": st.floats(allow_nan=False)}
        )
    )
)
def test_what_was_written_is_read_back(table: list[dict[str, object]]) -> None:
    for row, back in zip(table, _read(to_csv(table)), strict=True):
        assert back["a"] == row["a"]
        assert back["b"] == ("" if row["b"] is None else str(row["b"]))
        finite = math.isfinite(row["c"])  # type: ignore[arg-type]
        assert back["c"] == (repr(row["c"]) if finite else "")
