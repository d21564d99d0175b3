"""Cells told by hand, for tests of all that reads a study."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.told import arm_events, finished, scored, started
from transfer_demo.events import Event, Finished, Outcome, Started
from transfer_demo.history import fold
from transfer_demo.plan import Plan
from transfer_demo.studies.cell import Cell

BASE = Plan(frozen_stages=7)
STAGES = 9  # of EfficientNet-Lite0, the backbone of BASE


def cell(
    plan: Plan,
    *correct: int,
    total: int = 20,
    outcome: Outcome | None = "done",
    message: str = "",
    from_the_end: bool = False,
    slow: float = 1.0,
    train_images: int = 70,
    notes: tuple[str, ...] = (),
    measured_before: datetime | None = None,
    split: str = "",
    names: tuple[str, ...] = (),
) -> Cell:
    """A training that has `correct[i]` of `total` validation images right after epoch i + 1."""
    (arm,) = plan.arms
    told = arm_events(
        arm, correct, total=total, outcome=outcome, message=message, from_the_end=from_the_end
    )
    changes = {"train_images": train_images, "notes": notes, "validation_ids": names}
    events = [_changed(event, changes, 15.0 * slow) for event in told]
    return Cell(
        plan=plan, history=fold(events).arms[arm], measured_before=measured_before, split=split
    )


def _changed(event: Event, changes: dict[str, Any], seconds: float) -> Event:
    if isinstance(event, Started):
        return replace(event, **changes)
    return replace(event, seconds=seconds) if isinstance(event, Finished) else event


def score(plan: Plan, **scores: float) -> Cell:
    """A look at the images through a frozen network that has these scores."""
    events = [started("score", epochs=0), scored(**scores), finished("score")]
    return Cell(plan=plan, history=fold(events).arms["score"])


def waiting(plan: Plan) -> Cell:
    """A cell that has not said anything yet."""
    (arm,) = plan.arms
    return Cell(plan=plan, history=fold([], arms=plan.arms).arms[arm])


def deleted(plan: Plan) -> Cell:
    """A cell whose run is gone."""
    return replace(waiting(plan), deleted=True)


def skewed(plan: Plan, *, most: int, least: int, named: int = 0) -> Cell:
    """A training of one epoch that learned to name one class, of `most` and `least` images.

    As many are in either part.
    """
    told = cell(plan, 0)
    labels = (0,) * most + (1,) * least
    begun, (end,) = told.history.started, told.history.epochs
    assert begun is not None
    history = replace(
        told.history,
        started=replace(begun, validation_labels=labels, train_counts=(most, least)),
        epochs=(
            replace(
                end,
                val_predictions=(named,) * len(labels),
                val_accuracy=labels.count(named) / len(labels),
            ),
        ),
    )
    return replace(told, history=history)
