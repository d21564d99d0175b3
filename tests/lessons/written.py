"""Recordings as they stand in their files, read without the code that the app reads them with."""

import json
from typing import Any

from sklearn.metrics import accuracy_score

from transfer_demo.lessons.recordings import recordings_folder

Written = dict[str, Any]


def runs(name: str, **plan: object) -> list[Written]:
    """Return the runs of a recording whose plan has these values."""
    file = recordings_folder() / f"{name}.json"
    found: list[Written] = json.loads(file.read_text(encoding="utf-8"))["runs"]
    return [run for run in found if all(run["plan"][key] == plan[key] for key in plan)]


def arm(run: Written, name: str = "fine_tune") -> tuple[Written, list[Written], Written]:
    """Return how an arm began, its epochs, and how it ended."""
    said = [event for event in run["events"] if event["arm"] == name]
    (started,) = (event for event in said if event["kind"] == "started")
    (finished,) = (event for event in said if event["kind"] == "finished")
    epochs = [event for event in said if event["kind"] == "epoch_end"]
    return started, sorted(epochs, key=lambda epoch: int(epoch["epoch"])), finished


def last(run: Written, name: str = "fine_tune") -> float:
    """Return the validation accuracy of an arm after its last epoch, from its predictions."""
    started, epochs, _ = arm(run, name)
    return float(accuracy_score(started["validation_labels"], epochs[-1]["val_predictions"]))


def best(run: Written, name: str = "fine_tune") -> float:
    """Return the best validation accuracy of an arm, counted from its predictions."""
    started, epochs, _ = arm(run, name)
    labels = started["validation_labels"]
    return max(accuracy_score(labels, epoch["val_predictions"]) for epoch in epochs)


def hits(run: Written, name: str = "fine_tune") -> list[bool]:
    """Say for each validation image whether an arm was right after its last epoch."""
    started, epochs, _ = arm(run, name)
    pairs = zip(epochs[-1]["val_predictions"], started["validation_labels"], strict=True)
    return [predicted == label for predicted, label in pairs]
