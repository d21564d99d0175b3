"""What guessing gets: always naming one class, and accuracy in which every class counts the same.

With unequal classes an accuracy of 60 % may be nothing. The baseline is chosen on the training
images, like all that learns; the validation images only say how often it is right.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.events import EpochEnd, Started
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_NAMES
from transfer_demo.wording import percent

# Classes are unequal where the largest has more than so many times the images of the smallest.
MOST_EQUAL: Final = 2


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """A classifier that ignores the picture and always names the most frequent class.

    `accuracy` is its share of right answers on `images` validation images, which show so many
    `classes`. Where several training classes are the most frequent ones, it is the mean over them,
    and `alone` is false.
    """

    accuracy: float
    images: int
    classes: int
    alone: bool = True

    @property
    def name(self) -> str:
        """What is always named: "the most frequent class"."""
        return "the most frequent class" if self.alone else "the same class"

    @property
    def in_percent(self) -> str:
        """The accuracy in percent, with no more digits than were measured."""
        return percent(self.accuracy, self.images)

    @property
    def title(self) -> str:
        """The words at the beginning of a row or a line of a table."""
        return f"Always {self.name}"

    @property
    def label(self) -> str:
        """The words beside its line: "always the most frequent class: 41%"."""
        return f"always {self.name}: {self.in_percent}{'' if self.alone else ' on average'}"

    @property
    def sentence(self) -> str:
        """What it would get, as a sentence."""
        mean = "" if self.alone else " on average: several are equally frequent"
        return f"Always naming {self.name} would be right on {self.in_percent}{mean}."


def baseline(started: Started) -> Baseline | None:
    """Return what the most frequent training class gets; None without a validation image.

    An older run did not say how many training images each class had. A split gives both parts the
    same shares, so the most frequent class of its validation images stands for that.
    """
    labels = started.validation_labels
    if not labels:
        return None
    counts = started.train_counts or _counts(started)
    most = [label for label, count in enumerate(counts) if count == max(counts)]
    return Baseline(
        accuracy=statistics.fmean(labels.count(label) for label in most) / len(labels),
        images=len(labels),
        classes=len(set(labels)),
        alone=len(most) == 1,
    )


def balanced_accuracy(labels: Sequence[int], predictions: Sequence[int]) -> float:
    """Return the mean over the classes of the share of their images that are right.

    Each class counts the same, however many images it has; one without images does not count.
    Always naming one class gets 1 / classes.

    Args:
        labels: the true class of each image; never empty.
        predictions: the class that was named for each.

    Source: Brodersen et al. 2010, "The balanced accuracy and its posterior distribution", ICPR.
    """
    hits: dict[int, list[bool]] = {}
    for label, predicted in zip(labels, predictions, strict=True):
        hits.setdefault(label, []).append(label == predicted)
    return statistics.fmean(statistics.fmean(of_class) for of_class in hits.values())


def is_unequal(started: Started) -> bool:
    """Say whether a class has more than twice the images of another, in either part."""
    parts = (started.train_counts, _counts(started))
    return any(max(counts, default=0) > MOST_EQUAL * min(counts, default=0) for counts in parts)


def balanced(started: Started | None, epoch: EpochEnd | None) -> float | None:
    """Return the balanced accuracy after an epoch; None where accuracy says as much.

    That is where the classes are about equal, and where nothing was measured.
    """
    if started is None or epoch is None or not epoch.val_predictions or not is_unequal(started):
        return None
    return balanced_accuracy(started.validation_labels, epoch.val_predictions)


def balanced_in_percent(started: Started | None, epoch: EpochEnd | None) -> str:
    """Return the balanced accuracy in percent; empty where it is None."""
    share = balanced(started, epoch)
    return "" if share is None or epoch is None else percent(share, len(epoch.val_predictions))


def baseline_of(arms: Iterable[ArmHistory]) -> Baseline | None:
    """Return the baseline of arms that have the same images, as soon as one has begun."""
    return next((baseline(arm.started) for arm in arms if arm.started), None)


def guessing_sentence(history: History) -> list[str]:
    """Say what guessing gets, as soon as an arm has begun."""
    found = baseline_of(_arms(history))
    return [found.sentence] if found else []


def balanced_sentence(history: History) -> list[str]:
    """Say the balanced accuracies at the end where classes are unequal."""
    arms = _arms(history)
    found = baseline_of(arms)
    told = {arm.arm: balanced_in_percent(arm.started, arm.last) for arm in arms}
    shares = [f"{ARM_NAMES[arm]} {share}" for arm, share in told.items() if share]
    if not found or not shares:
        return []
    return [
        "The classes are unequal, so look at the balanced accuracy too, in which each class "
        f"counts the same: {', '.join(shares)}, and always one class "
        f"{percent(1 / found.classes, found.images)}."
    ]


def _arms(history: History) -> list[ArmHistory]:
    return [arm for arm in history.arms.values() if arm.arm in ARM_NAMES]


def _counts(started: Started) -> tuple[int, ...]:
    """Count the validation images of each class."""
    labels = started.validation_labels
    return tuple(labels.count(label) for label in range(len(started.classes)))
