"""What was measured of an arm, as plain values for JSON. People script it: names stay."""

from typing import Any, Final

from transfer_demo.events import EpochEnd, Scored, to_dict
from transfer_demo.history import ArmHistory
from transfer_demo.verdict import Score
from transfer_demo.verdict.baseline import balanced, baseline_of

# The columns of an epoch, in order.
_EPOCH: Final = (
    "epoch",
    "seconds",
    "images_seen",
    "gflops",
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
)
_SCORES: Final = ("logme", "leep", "nearest_neighbour_accuracy", "seconds", "gflops")


def arm_to_dict(arm: ArmHistory) -> dict[str, Any]:
    """Return what is known of an arm; what was not measured is None.

    `val_accuracy`, `val_interval` (Wilson, 95 %) and `val_predictions` are of the last epoch, which
    is the one that verdicts compare. `best_epoch` and `best_val_accuracy` are hindsight.

    `balanced_accuracy` (of the last epoch) is only given where the classes are unequal;
    `most_frequent_class_accuracy` is what always naming that class of the training images gets.
    """
    best, last, started = arm.best, arm.last, arm.started
    guessing = baseline_of([arm])
    return {
        "history": [_columns(epoch, _EPOCH) for epoch in arm.epochs],
        "best_epoch": best.epoch if best else None,
        "val_accuracy": last.val_accuracy if last else None,
        "best_val_accuracy": best.val_accuracy if best else None,
        "val_interval": list(Score.of(last).interval) if last else None,
        "balanced_accuracy": balanced(started, last),
        "most_frequent_class_accuracy": guessing.accuracy if guessing else None,
        # An arm that was stopped before it began has measured none.
        "seconds": (arm.finished and arm.finished.seconds) or None,
        "gflops": last.gflops if last else None,
        "trainable_parameters": started.trainable_parameters if started else None,
        "total_parameters": started.total_parameters if started else None,
        "val_predictions": list(last.val_predictions) if last else [],
    }


def scores_to_dict(arm: ArmHistory) -> dict[str, Any] | None:
    """Return the scores of a network, or None where there are none."""
    return _columns(arm.scored, _SCORES) if arm.scored else None


def _columns(event: EpochEnd | Scored, names: tuple[str, ...]) -> dict[str, Any]:
    values = to_dict(event)
    return {name: values[name] for name in names}
