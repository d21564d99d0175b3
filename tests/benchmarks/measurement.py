"""What was measured, one value per contestant, image set and seed, and the file that keeps it."""

import json
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One contestant on one image set with one seed.

    `seconds` is the whole call, `own_seconds` what the contestant measured itself, `cpu_seconds`
    what all cores spent for it (on Windows without the loader's processes). `val_accuracies` are
    fractions, one per epoch. `loader_workers` is the number of its loader processes, None where it
    has no loader, and `tried` what short trials of each number took. `parts` is where the seconds
    went, where that was looked at.
    """

    peer: str
    title: str
    data_set: str
    seed: int
    seconds: float
    cpu_seconds: float
    train_images: int
    validation_images: int
    epochs: int
    val_accuracies: tuple[float, ...]
    own_seconds: float | None = None
    loader_workers: int | None = None
    tried: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def last(self) -> float | None:
        """Accuracy of the last epoch, which nobody chose; None where nothing was predicted."""
        return self.val_accuracies[-1] if self.val_accuracies else None

    @property
    def best(self) -> float | None:
        """Accuracy of the best epoch: chosen in hindsight, on the images it is measured with."""
        return max(self.val_accuracies, default=None)

    @property
    def images_per_second(self) -> float:
        """Training images shown in all epochs, by the seconds of the whole call."""
        return self.train_images * self.epochs / self.seconds


@dataclass(frozen=True, kw_only=True)
class Measurements:
    """All that was measured with the same settings on the same machine."""

    settings: Mapping[str, Any]
    machine: Mapping[str, Any]
    measured: tuple[Measurement, ...] = ()

    def find(self, *, peer: str, data_set: str) -> tuple[Measurement, ...]:
        """Return the measurements of a contestant on an image set, by seed."""
        found = (m for m in self.measured if m.peer == peer and m.data_set == data_set)
        return tuple(sorted(found, key=lambda m: m.seed))

    def data_sets(self) -> Sequence[str]:
        """The image sets in the order in which they were measured."""
        return tuple(dict.fromkeys(m.data_set for m in self.measured))

    def titles(self) -> Mapping[str, str]:
        """Titles of the contestants by name, in the order in which they first ran."""
        return {m.peer: m.title for m in self.measured}

    def ratio(self, over: str, under: str, data_set: str) -> float | None:
        """Median over the seeds of the seconds of one contestant by those of another."""
        seconds = {m.seed: m.seconds for m in self.find(peer=under, data_set=data_set)}
        ratios = [
            m.seconds / seconds[m.seed]
            for m in self.find(peer=over, data_set=data_set)
            if m.seed in seconds
        ]
        return statistics.median(ratios) if ratios else None

    def has(self, peer: str, data_set: str, seed: int) -> bool:
        """Return whether this was measured."""
        return any(m.seed == seed for m in self.find(peer=peer, data_set=data_set))

    def loader_workers(self, peer: str, data_set: str) -> int | None:
        """Return with how many loader processes a contestant ran on an image set, if it did."""
        return next((m.loader_workers for m in self.find(peer=peer, data_set=data_set)), None)

    def accuracy(self, peer: str, data_set: str) -> float | None:
        """Mean over the seeds of the last epoch's accuracy."""
        return mean([m.last for m in self.find(peer=peer, data_set=data_set)])

    def lead(self, first: str, second: str, data_set: str) -> float | None:
        """Mean over the seeds that both have: accuracy after the last epoch, less the other's."""
        theirs = {m.seed: m.last for m in self.find(peer=second, data_set=data_set)}
        pairs = [(m.last, theirs.get(m.seed)) for m in self.find(peer=first, data_set=data_set)]
        return mean([None if a is None or b is None else a - b for a, b in pairs])

    def mean_accuracy(self, peer: str) -> float | None:
        """Mean over the image sets of the last epoch's accuracy."""
        return mean([self.accuracy(peer, data_set) for data_set in self.data_sets()])

    def with_one(self, measurement: Measurement) -> Self:
        """Return these and one more."""
        return type(self)(
            settings=self.settings, machine=self.machine, measured=(*self.measured, measurement)
        )

    def save(self, file: Path) -> None:
        """Write everything as JSON; whoever interrupts this keeps the file as it was."""
        partial = file.with_name(f"{file.name}.partial")
        partial.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        os.replace(partial, file)

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read back what `save` wrote."""
        values = json.loads(file.read_text(encoding="utf-8"))
        measured = (
            Measurement(**{**each, "val_accuracies": tuple(each["val_accuracies"])})
            for each in values["measured"]
        )
        return cls(settings=values["settings"], machine=values["machine"], measured=tuple(measured))


def mean(values: Sequence[float | None]) -> float | None:
    """Return the mean of what is there, or None."""
    there = [value for value in values if value is not None]
    return statistics.fmean(there) if there else None
