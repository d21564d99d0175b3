"""What a training reached, over one or more seeds: a mean, and how far that can be trusted."""

import statistics
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from transfer_demo.studies.cell import Cell
from transfer_demo.verdict.baseline import Baseline, balanced, baseline
from transfer_demo.verdict.significance import effective_size, wilson_interval
from transfer_demo.wording import counted, percent

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class SeedResult:
    """What one training gave after its last epoch.

    `hits` says for each validation image, by its name, whether it was right; images with the same
    name are the same. `groups` names for each of them the group of those that it looks like.
    `seconds` are those of the whole training: what another one had computed, and this one found
    ready, counts in full, so that all can be compared. `train_accuracy` is the mean over the last
    epoch (see `EpochEnd`). `balanced_accuracy` is None where the classes are about equal;
    `baseline` says what guessing would have got.
    """

    seed: int
    accuracy: float
    train_accuracy: float
    hits: Mapping[str, bool]
    groups: Mapping[str, str]
    classes: int
    train_images: int
    seconds: float
    trainable_parameters: int
    baseline: Baseline | None
    balanced_accuracy: float | None
    notes: tuple[str, ...]
    measured_before: datetime | None


def measured(cell: Cell) -> SeedResult | None:
    """Return what a cell gave; None unless it is a training that did all that was planned.

    One that was stopped after half its epochs would not be a fair match for the others.
    """
    started, last, finished = cell.history.started, cell.history.last, cell.history.finished
    if not cell.done or started is None or last is None or finished is None:
        return None
    pairs = zip(last.val_predictions, started.validation_labels, strict=True)
    # An older run did not name its images: they are known by their place in the split, if that is
    # known, and else taken for others than those of all other seeds.
    split = cell.split or f"seed {cell.plan.seed}"
    places = (f"{place} of {split}" for place in range(len(started.validation_labels)))
    names = started.validation_ids or tuple(places)
    return SeedResult(
        seed=cell.plan.seed,
        accuracy=last.val_accuracy,
        train_accuracy=last.train_accuracy,
        hits={n: one == other for n, (one, other) in zip(names, pairs, strict=True)},
        groups=dict(zip(names, started.validation_groups or names, strict=True)),
        classes=len(started.classes),
        train_images=started.train_images,
        seconds=finished.seconds,
        trainable_parameters=started.trainable_parameters,
        baseline=baseline(started),
        balanced_accuracy=balanced(started, cell.history.last),
        notes=started.notes,
        measured_before=cell.measured_before,
    )


@dataclass(frozen=True)
class Level:
    """The same training with one or more seeds, in the order of the seeds; never without any."""

    runs: tuple[SeedResult, ...]

    @property
    def seeds(self) -> int:
        """How many seeds were measured."""
        return len(self.runs)

    @property
    def mean(self) -> float:
        """Mean validation accuracy, a fraction."""
        return statistics.fmean(run.accuracy for run in self.runs)

    @property
    def lowest(self) -> float:
        """Validation accuracy of the worst seed."""
        return min(run.accuracy for run in self.runs)

    @property
    def highest(self) -> float:
        """Validation accuracy of the best seed."""
        return max(run.accuracy for run in self.runs)

    @property
    def train_accuracy(self) -> float:
        """Mean accuracy on the training images during the last epoch."""
        return statistics.fmean(run.train_accuracy for run in self.runs)

    @property
    def balanced_accuracy(self) -> float | None:
        """Mean accuracy in which each class counts the same; None where classes are about equal."""
        found = [run.balanced_accuracy for run in self.runs if run.balanced_accuracy is not None]
        return statistics.fmean(found) if len(found) == self.seeds else None

    @property
    def seconds(self) -> float:
        """Mean time of the training, what it found ready included."""
        return statistics.fmean(run.seconds for run in self.runs)

    @property
    def trainable_parameters(self) -> int:
        """Parameters that were trained, the head included."""
        return self.runs[0].trainable_parameters

    @property
    def train_images(self) -> tuple[int, int]:
        """Fewest and most training images that a seed had."""
        counts = [run.train_images for run in self.runs]
        return min(counts), max(counts)

    @property
    def validation_images(self) -> int:
        """Different validation images, of all seeds."""
        return validation_images(self.runs)

    def short_of(self, train_per_class: int) -> bool:
        """Say whether a seed had fewer training images than so many of each class."""
        return any(run.train_images < train_per_class * run.classes for run in self.runs)

    @property
    def notes(self) -> tuple[str, ...]:
        """What had to be done differently than planned, each sentence once."""
        return tuple(dict.fromkeys(note for run in self.runs for note in run.notes))

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest to highest over the seeds; of one seed the 95 % Wilson interval of its images."""
        if self.seeds > 1:
            return self.lowest, self.highest
        hits = self.runs[0].hits.values()
        images = effective_size(self.runs[0].groups.values())
        return wilson_interval(sum(hits) * images / len(hits), images)

    @property
    def interval_words(self) -> str:
        """The interval with its name: "84% to 88% over 3 seeds"."""
        low, high = (percent(end, self.validation_images) for end in self.interval)
        if self.seeds > 1:
            return f"{low} to {high} over {self.seeds} seeds"
        return f"95% Wilson interval {low} to {high}"

    @property
    def in_percent(self) -> str:
        """The mean accuracy in percent, with no more digits than were measured."""
        return percent(self.mean, self.validation_images)

    @property
    def train_in_percent(self) -> str:
        """The mean accuracy on the training images in percent."""
        # Seeds that share a split learn from the same images, unless a limit draws some of them.
        counts = [run.train_images for run in self.runs]
        return percent(self.train_accuracy, max(counts) if one_split(self.runs) else sum(counts))

    @property
    def words(self) -> str:
        """The accuracy in words, with what it rests on."""
        if self.seeds > 1:
            return f"{self.in_percent} of the validation images right ({self.interval_words})"
        images = counted(self.validation_images, "validation image")
        return f"{self.in_percent} of {images} right ({self.interval_words})"


def validation_images(runs: Iterable[SeedResult]) -> int:
    """Return how many different images runs were asked about."""
    return len({name for run in runs for name in run.hits})


def look_alikes(runs: Iterable[SeedResult]) -> dict[str, str]:
    """Return the images that runs were asked about, each with the name of those it looks like."""
    return {name: group for run in runs for name, group in run.groups.items()}


def some_alike(runs: Iterable[SeedResult]) -> bool:
    """Say whether some of the images that a run was asked about look alike."""
    return any(len({*run.groups.values()}) < len(run.groups) for run in runs)


def one_split(runs: Iterable[SeedResult]) -> bool:
    """Say whether all runs were asked about the very same images."""
    return len({frozenset(run.hits) for run in runs}) == 1


def levels(cells: Iterable[Cell], key: Callable[[Cell], Key | None]) -> dict[Key, Level]:
    """Return the levels of the cells that were measured, grouped by a key; None leaves one out."""
    groups: dict[Key, dict[int, SeedResult]] = {}
    for cell in cells:
        group, run = key(cell), measured(cell)
        if group is not None and run is not None:
            groups.setdefault(group, {})[run.seed] = run
    return {
        group: Level(tuple(run for _, run in sorted(runs.items())))
        for group, runs in groups.items()
    }
