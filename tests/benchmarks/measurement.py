"""What was measured, one value per contestant, image set and seed, and the file that keeps it."""

import json
import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One contestant on one image set with one seed.

    `seconds` is the whole call, `own_seconds` what the contestant measured itself, `cpu_seconds`
    what all cores spent for it (on Windows without the loader's processes). `val_accuracies` are
    fractions, one per epoch.
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

    @property
    def best(self) -> float | None:
        """Accuracy of the best epoch; None where nothing was predicted."""
        return max(self.val_accuracies, default=None)

    @property
    def last(self) -> float | None:
        """Accuracy of the last epoch."""
        return self.val_accuracies[-1] if self.val_accuracies else None

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

    def accuracy(self, peer: str, data_set: str) -> float | None:
        """Mean over the seeds of the best epoch's accuracy."""
        return mean([m.best for m in self.find(peer=peer, data_set=data_set)])

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
