"""What was asked of the program before it was written, beside what was measured."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tests.benchmarks.measurement import Measurements
from tests.benchmarks.peers import registry as peer


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One contestant beside another.

    `kind` "time" divides the seconds of the first by those of the second; "accuracy" subtracts the
    accuracy of the second, in points, both after the last epoch. `limit` is the least value that is
    good enough, or, where `at_most`, the greatest.
    """

    title: str
    kind: Literal["time", "accuracy"]
    first: str
    second: str
    limit: float
    at_most: bool = False

    @property
    def asked(self) -> str:
        """The limit in words."""
        return f"{'at most' if self.at_most else 'at least'} {self.words(self.limit)}"

    def value(self, measured: Measurements, data_set: str) -> float | None:
        """Return the value on one image set, or None where it was not measured."""
        if self.kind == "time":
            return measured.ratio(self.first, self.second, data_set)
        lead = measured.lead(self.first, self.second, data_set)
        return None if lead is None else 100 * lead

    def average(self, measured: Measurements) -> float | None:
        """Return the mean over the image sets; of ratios the geometric one, so 2 and 1/2 make 1."""
        values = [self.value(measured, data_set) for data_set in measured.data_sets()]
        there = [value for value in values if value is not None]
        if not there:
            return None
        return statistics.geometric_mean(there) if self.kind == "time" else statistics.fmean(there)

    def reached(self, value: float) -> bool:
        """Return whether the value is good enough."""
        return value <= self.limit if self.at_most else value >= self.limit

    def words(self, value: float | None) -> str:
        """Write a value as it stands in the table."""
        if value is None:
            return ""
        return f"{value:.2f}x" if self.kind == "time" else f"{value:+.1f} points"


def _faster(title: str, ours: str, theirs: str, times: float) -> Goal:
    return Goal(title=title, kind="time", first=theirs, second=ours, limit=times)


def _ahead(title: str, ours: str, theirs: str, points: float = 0.0) -> Goal:
    return Goal(title=title, kind="accuracy", first=ours, second=theirs, limit=points)


_GOALS: Final = (
    Goal(
        title="time, all frozen by bare forward pass",
        kind="time",
        first=peer.ALL_FROZEN,
        second=peer.FORWARD,
        limit=1.2,
        at_most=True,
    ),
    _faster("time, tutorial (frozen body) by all frozen", peer.ALL_FROZEN, peer.TUTORIAL_FROZEN, 6),
    _faster("time, fastai by all frozen", peer.ALL_FROZEN, peer.FASTAI, 10),
    _faster("time, tutorial (frozen body) by default", peer.DEFAULT, peer.TUTORIAL_FROZEN, 4.5),
    _faster("time, tutorial (all fine-tuned) by default", peer.DEFAULT, peer.TUTORIAL_ALL, 5),
    _faster("time, fastai by default", peer.DEFAULT, peer.FASTAI, 8),
    _ahead("accuracy, default less scikit-learn", peer.DEFAULT, peer.LOGISTIC, 3),
    _ahead("accuracy, default less tutorial (frozen body)", peer.DEFAULT, peer.TUTORIAL_FROZEN),
    _ahead("accuracy, default less tutorial (all fine-tuned)", peer.DEFAULT, peer.TUTORIAL_ALL),
    _ahead("accuracy, default less fastai", peer.DEFAULT, peer.FASTAI),
    # Both show the same training images, so seconds the other way round are images per second.
    _faster(
        "images per second, our scratch by tutorial (all fine-tuned)",
        peer.OUR_SCRATCH,
        peer.TUTORIAL_ALL,
        1.3,
    ),
    _ahead("accuracy, our scratch less tutorial", peer.OUR_SCRATCH, peer.TUTORIAL_SCRATCH),
)


def goals(measured: Measurements) -> Iterator[Goal]:
    """Yield the goals; the scratch arm is held against the best of the plain recipes."""
    yield from _GOALS
    best = best_recipe(measured)
    if best is not None:
        title = f"accuracy, our scratch less the best plain recipe ({measured.titles()[best]})"
        yield _ahead(title, peer.OUR_SCRATCH, best, -1)


def best_recipe(measured: Measurements) -> str | None:
    """Return the plain recipe from scratch with the best mean over the image sets, seen afterwards.

    One recipe for all sets, as ours is: the best of all on each would be a choice by chance, too.
    """
    means = {
        name: measured.mean_accuracy(name) or 0.0
        for name in measured.titles()
        if name.startswith(peer.PLAIN_SCRATCH)
    }
    return max(means, key=lambda name: means[name], default=None)
