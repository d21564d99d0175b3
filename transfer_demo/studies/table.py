"""Every number of a study as a table: one row for each cell, or for each epoch of each cell."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from transfer_demo.arm_columns import arm_to_row
from transfer_demo.plan import SCRATCH
from transfer_demo.studies.cell import Cell

# Beside those that always stand there.
_ALWAYS: Final = ("arm", "seed")
# A spreadsheet takes text that begins like this for a formula, and runs it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def rows(cells: Sequence[Cell]) -> list[dict[str, object]]:
    """Return a row for each cell: the choices that vary, and all that was measured.

    Accuracies are fractions. They and the losses are those of the last epoch, which is the one that
    counts; `best_` is hindsight. What is not measured is None.
    """
    varying = _varying(cells)
    return [{**_choices(cell, varying), **_measured(cell)} for cell in cells]


def epoch_rows(cells: Sequence[Cell]) -> list[dict[str, object]]:
    """Return a row for each epoch of each cell, with the choices that vary."""
    varying = _varying(cells)
    return [
        {
            **_choices(cell, varying),
            "epoch": end.epoch,
            "seconds": end.seconds,
            "images_seen": end.images_seen,
            "gflops": end.gflops,
            "train_loss_nats": end.train_loss,
            "train_accuracy": end.train_accuracy,
            "validation_loss_nats": end.val_loss,
            "validation_accuracy": end.val_accuracy,
        }
        for cell in cells
        for end in cell.history.epochs
    ]


def to_csv(table: Iterable[Mapping[str, object]]) -> str:
    """Write a table as CSV, with a line of column names; what has no value is left empty.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    written = [{name: _cell(value) for name, value in row.items()} for row in table]
    columns = list(dict.fromkeys(name for row in written for name in row))
    if not columns:
        return ""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(written)
    return text.getvalue()


def _varying(cells: Sequence[Cell]) -> list[str]:
    """Return the names of the choices in which the plans differ."""
    plans = [cell.plan.to_dict() for cell in cells]
    names = [name for name in (plans[0] if plans else ()) if name not in (*_ALWAYS, "arms")]
    return [name for name in names if len({plan[name] for plan in plans}) > 1]


def _choices(cell: Cell, varying: Sequence[str]) -> dict[str, object]:
    plan = cell.plan.to_dict()
    if cell.arm == SCRATCH:  # it trains everything, whatever its plan freezes for the other arm
        plan["frozen_stages"] = None
    else:  # nor does another arm train longer where scratch does
        plan["scratch_epochs_factor"] = None
    return {"arm": cell.arm, "seed": cell.plan.seed, **{name: plan[name] for name in varying}}


def _measured(cell: Cell) -> dict[str, object]:
    score = cell.history.scored
    return {
        "state": _state(cell),
        "measured_before": cell.measured_before.isoformat() if cell.measured_before else None,
        "fewer_in_small_classes": _fewer(cell),
        **arm_to_row(cell.history),
        "logme_nats": score and score.logme,
        "leep_nats": score and score.leep,
        "nearest_neighbour_accuracy": score and score.nearest_neighbour_accuracy,
    }


def _fewer(cell: Cell) -> bool | None:
    """Say whether a class had fewer training images than the plan wants of each."""
    started, wanted = cell.history.started, cell.plan.train_per_class
    if started is None or wanted is None:
        return None
    return started.train_images < wanted * len(started.classes)


def _state(cell: Cell) -> str:
    if cell.deleted:
        return "deleted"
    if cell.history.finished:
        return cell.history.finished.outcome
    return "running" if cell.history.started else "waiting"


def _cell(value: object) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
