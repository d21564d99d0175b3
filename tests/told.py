"""Events and histories told by hand, for tests of all that reads a history."""

from collections.abc import Sequence

from transfer_demo.events import EpochEnd, Event, Finished, Outcome, Progress, Scored, Started
from transfer_demo.history import History, fold


def started(arm: str, *, labels: Sequence[int] = (0, 1), **changes: object) -> Started:
    values: dict[str, object] = {
        "arm": arm,
        "device": "cpu",
        "threads": 1,
        "epochs": 10,
        "views": 6,
        "classes": ("birds", "fruit"),
        "train_images": 70,
        "validation_labels": tuple(labels),
        "trainable_parameters": 2_562,
        "total_parameters": 3_371_000,
    }
    return Started(**(values | changes))  # type: ignore[arg-type]


def epoch_end(
    arm: str, epoch: int, *, hits: Sequence[bool], labels: Sequence[int], **changes: object
) -> EpochEnd:
    """An epoch after which the arm is right exactly where `hits` says so."""
    predictions = tuple(
        label if hit else 1 - label for hit, label in zip(hits, labels, strict=True)
    )
    accuracy = sum(hits) / len(hits)
    values: dict[str, object] = {
        "arm": arm,
        "epoch": epoch,
        "seconds": 1.5 * epoch,
        "images_seen": 70 * epoch,
        "gflops": 12.0 * epoch,
        "train_loss": 1.0 / epoch,
        "train_accuracy": min(accuracy + 0.1, 1.0),
        "val_loss": 1.2 - accuracy,
        "val_accuracy": accuracy,
        "val_predictions": predictions,
    }
    return EpochEnd(**(values | changes))  # type: ignore[arg-type]


def finished(arm: str, outcome: Outcome = "done", message: str = "") -> Finished:
    return Finished(arm=arm, outcome=outcome, seconds=15.0, message=message)


def scored(arm: str = "score", *, logme: float = 0.5, **changes: object) -> Scored:
    values: dict[str, object] = {
        "arm": arm,
        "logme": logme,
        "leep": -0.7,
        "nearest_neighbour_accuracy": 0.75,
        "seconds": 2.0,
        "gflops": 30.0,
    }
    return Scored(**(values | changes))  # type: ignore[arg-type]


def progress(arm: str, fraction: float, seconds: float = 1.0) -> Progress:
    return Progress(arm=arm, fraction=fraction, seconds=seconds)


def arm_events(
    arm: str,
    correct: Sequence[int],
    *,
    total: int,
    outcome: Outcome | None = "done",
    message: str = "",
    slow: float = 1.0,
    from_the_end: bool = False,
    planned: int | None = None,
) -> list[Event]:
    """All events of an arm that gets `correct[i]` of `total` images right after epoch i + 1.

    These are the first images, or the last ones `from_the_end`; seconds and GFLOPs are `slow`
    times those of an arm that is not. Unless `planned` says otherwise, no more epochs were planned.
    """
    labels = [number % 2 for number in range(total)]
    events: list[Event] = [started(arm, labels=labels, epochs=planned or max(len(correct), 1))]
    for epoch, right in enumerate(correct, start=1):
        hits = [number < right for number in range(total)]
        events.append(
            epoch_end(
                arm,
                epoch,
                hits=hits[::-1] if from_the_end else hits,
                labels=labels,
                seconds=1.5 * epoch * slow,
                gflops=12.0 * epoch * slow,
            )
        )
    if outcome:
        events.append(finished(arm, outcome, message))
    return events


def race(fine_tune: list[Event], scratch: list[Event]) -> History:
    """The history of a run with both arms."""
    return fold([*fine_tune, *scratch], arms=("fine_tune", "scratch"))
