"""What is measured of an arm, column by column: as JSON, as CSV, and in words for a reader.

People script the first two: names stay.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from transfer_demo.events import EpochEnd, Scored, to_dict
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import Score
from transfer_demo.verdict.baseline import balanced, balanced_in_percent, baseline_of
from transfer_demo.wording import amount, in_millions, percent, seconds

NOTHING: Final = "–"

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


class Column(NamedTuple):
    """One thing that is measured of an arm: its value, None if it was not measured, and its names.

    Without a name in JSON, in CSV, or a title for readers, it does not stand there.
    """

    value: Callable[[ArmHistory], object]
    json: str = ""
    csv: str = ""
    title: str = ""
    words: Callable[[ArmHistory], str] | None = None


def _of_last(name: str) -> Callable[[ArmHistory], object]:
    return lambda arm: getattr(arm.last, name, None)


def _of_best(name: str) -> Callable[[ArmHistory], object]:
    return lambda arm: getattr(arm.best, name, None)


def _of_start(name: str) -> Callable[[ArmHistory], object]:
    return lambda arm: getattr(arm.started, name, None)


def _guessing(arm: ArmHistory) -> float | None:
    found = baseline_of([arm])
    return found.accuracy if found else None


def _interval(arm: ArmHistory) -> list[float] | None:
    return list(Score.of(arm.last, arm.started).interval) if arm.last else None


def _interval_words(arm: ArmHistory) -> str:
    return Score.of(arm.last, arm.started).interval_in_percent if arm.last else NOTHING


def _seconds(arm: ArmHistory) -> float | None:
    # An arm that was stopped before it began has measured none.
    return (arm.finished and arm.finished.seconds) or None


def _gflops(arm: ArmHistory) -> float | None:
    worked = arm.last or arm.scored
    return worked.gflops if worked else None


def _predictions(arm: ArmHistory) -> list[int]:
    return list(arm.last.val_predictions) if arm.last else []


def _accuracy_words(arm: ArmHistory) -> str:
    if arm.last is None:
        return NOTHING
    score = Score.of(arm.last, arm.started)
    return f"{score.in_percent} ({score.correct} of {score.total:,})"


def _guessing_words(arm: ArmHistory) -> str:
    found = baseline_of([arm])
    return found.in_percent if found else NOTHING


def _training_words(arm: ArmHistory) -> str:
    if arm.last is None or arm.started is None:
        return NOTHING
    return percent(arm.last.train_accuracy, arm.started.train_images)


def _seconds_words(arm: ArmHistory) -> str:
    taken = _seconds(arm)
    return NOTHING if taken is None else seconds(taken)


def _work_words(arm: ArmHistory) -> str:
    work = _gflops(arm)
    return NOTHING if work is None else f"{amount(work)} GFLOPs"


def _parameters_words(arm: ArmHistory) -> str:
    if arm.started is None:
        return NOTHING
    trained = in_millions(arm.started.trainable_parameters)
    return f"{trained} of {in_millions(arm.started.total_parameters)}"


# Accuracies are fractions, losses in nats. Those without "best" are of the last epoch, which is
# the one that verdicts compare; "best" is hindsight. Balanced accuracy is measured only where the
# classes are unequal; guessing always names the class that most of the training images show.
COLUMNS: Final = (
    Column(_of_start("train_images"), csv="train_images"),
    Column(lambda arm: arm.started and len(arm.started.validation_labels), csv="validation_images"),
    Column(
        _of_last("epoch"),
        csv="epochs",
        title="Epochs",
        words=lambda arm: str(arm.last.epoch) if arm.last else NOTHING,
    ),
    Column(
        _of_last("val_accuracy"),
        json="val_accuracy",
        csv="validation_accuracy",
        title="Validation accuracy, last epoch",
        words=_accuracy_words,
    ),
    Column(
        _interval,
        json="val_interval",
        title="95% Wilson interval",
        words=_interval_words,
    ),
    Column(
        lambda arm: balanced(arm.started, arm.last),
        json="balanced_accuracy",
        csv="balanced_accuracy",
        title="Balanced accuracy",
        words=lambda arm: balanced_in_percent(arm.started, arm.last),
    ),
    Column(
        _guessing,
        json="most_frequent_class_accuracy",
        csv="most_frequent_class_accuracy",
        title="Always naming one class",
        words=_guessing_words,
    ),
    Column(
        _of_last("train_accuracy"),
        csv="train_accuracy",
        title="Training accuracy, last epoch",
        words=_training_words,
    ),
    Column(_of_last("val_loss"), csv="validation_loss_nats"),
    Column(_of_last("train_loss"), csv="train_loss_nats"),
    Column(_of_best("epoch"), json="best_epoch", csv="best_epoch"),
    Column(_of_best("val_accuracy"), json="best_val_accuracy", csv="best_validation_accuracy"),
    Column(_seconds, json="seconds", csv="seconds", title="Time", words=_seconds_words),
    Column(_of_last("images_seen"), csv="images_seen"),
    Column(_gflops, json="gflops", csv="gflops", title="Work", words=_work_words),
    Column(
        _of_start("trainable_parameters"),
        json="trainable_parameters",
        csv="trainable_parameters",
        title="Trained parameters",
        words=_parameters_words,
    ),
    Column(_of_start("total_parameters"), json="total_parameters", csv="total_parameters"),
    Column(_predictions, json="val_predictions"),
    Column(_of_start("device"), csv="device"),
    Column(lambda arm: " ".join(arm.started.notes) if arm.started else None, csv="notes"),
    Column(lambda arm: arm.finished and arm.finished.message, csv="message"),
)


def arm_to_dict(arm: ArmHistory) -> dict[str, Any]:
    """Return what is known of an arm for JSON, `history` with all epochs included."""
    columns = {column.json: column.value(arm) for column in COLUMNS if column.json}
    return {"history": [_values(epoch, _EPOCH) for epoch in arm.epochs], **columns}


def arm_to_row(arm: ArmHistory) -> dict[str, object]:
    """Return what is known of an arm for a line of CSV."""
    return {column.csv: column.value(arm) for column in COLUMNS if column.csv}


def table(history: History) -> tuple[tuple[str, ...], ...]:
    """Return what was measured in words: a line with the arms, and one for each thing measured.

    Where the classes are about equal, balanced accuracy has nothing to say and is left out.
    """
    arms = list(history.arms.values())
    lines = [
        (column.title, *map(column.words, arms)) for column in COLUMNS if column.words is not None
    ]
    named = ("", *(ARM_TITLES.get(arm.arm, arm.arm) for arm in arms))
    return (named, *(line for line in lines if any(line[1:])))


def scores_to_dict(arm: ArmHistory) -> Mapping[str, Any] | None:
    """Return the scores of a network, or None where there are none."""
    return _values(arm.scored, _SCORES) if arm.scored else None


def _values(event: EpochEnd | Scored, names: tuple[str, ...]) -> Mapping[str, Any]:
    values = to_dict(event)
    return {name: values[name] for name in names}
