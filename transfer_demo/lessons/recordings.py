"""Trainings that were recorded once and come with the app, so that a lesson can show them at once.

They are real: `tests/benchmarks/record_lessons.py` runs them with the engine of the Lab and writes
everything that they said to assets/recordings.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from transfer_demo.events import Event, from_dict, to_dict
from transfer_demo.history import History, fold
from transfer_demo.paths import assets_folder
from transfer_demo.plan import ResolvedPlan
from transfer_demo.studies.cell import Cell
from transfer_demo.wording import counted, day


@dataclass(frozen=True, kw_only=True)
class RecordedRun:
    """A run as it was heard. `train` and `validation` count its images.

    `split` is the `validation_digest` of its images, `images` the `split_digest` of all of them,
    with their labels.
    """

    plan: ResolvedPlan
    train: int
    validation: int
    split: str
    images: str
    events: tuple[Event, ...]

    @property
    def history(self) -> History:
        """All that the arms said."""
        return fold(self.events, arms=self.plan.arms)

    @property
    def cell(self) -> Cell:
        """The run as one training of a study: its first arm."""
        history = self.history.arms[self.plan.arms[0]]
        return Cell(plan=self.plan, history=history, split=self.split)


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One or more runs on the same sample images, and where and when they were made.

    `images` is the key of a sample. `machine` are facts such as cores and versions.
    """

    images: str
    recorded: date
    machine: Mapping[str, Any]
    runs: tuple[RecordedRun, ...]

    @property
    def run(self) -> RecordedRun:
        """The only run of a race.

        Raises:
            ValueError: there are several.
        """
        (run,) = self.runs
        return run

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The runs as the trainings of a study."""
        return tuple(run.cell for run in self.runs)


class Provenance(Protocol):
    """When something was measured, and on what."""

    @property
    def recorded(self) -> date:
        """The day."""
        ...

    @property
    def machine(self) -> Mapping[str, Any]:
        """Facts such as cores and versions."""
        ...


def provenance(measured: Provenance) -> str:
    """Say when and on what something was measured: the line below each figure that shows it."""
    facts = measured.machine
    where = counted(facts["cores"], "core")
    if facts["device"] != "cpu":
        where = f"{where} and {facts['device']}"
    return f"Recorded on {day(measured.recorded)} on {where}, with torch {facts['torch']}."


@cache
def recording(name: str) -> Recording:
    """Return a recording of assets/recordings."""
    return read(recordings_folder() / f"{name}.json")


def recordings_folder() -> Path:
    """Return the folder of the recordings."""
    return assets_folder() / "recordings"


def read(file: Path) -> Recording:
    """Read what `write` wrote."""
    values = json.loads(file.read_text(encoding="utf-8"))
    return Recording(
        images=values["images"],
        recorded=date.fromisoformat(values["recorded"]),
        machine=values["machine"],
        runs=tuple(_run(run) for run in values["runs"]),
    )


def write(recorded: Recording, file: Path) -> None:
    """Write a recording: a line for each event, so that two recordings can be compared."""
    head = {
        "images": recorded.images,
        "recorded": recorded.recorded.isoformat(),
        "machine": dict(recorded.machine),
    }
    runs = ",\n".join(_lines(run) for run in recorded.runs)
    text = f'{json.dumps(head)[:-1]}, "runs": [\n{runs}\n]}}\n'
    file.write_text(text, encoding="utf-8")


def _run(values: Mapping[str, Any]) -> RecordedRun:
    return RecordedRun(
        plan=ResolvedPlan.from_dict(values["plan"]),
        train=values["train"],
        validation=values["validation"],
        split=values["split"],
        images=values["images"],
        events=tuple(from_dict(event) for event in values["events"]),
    )


def _lines(run: RecordedRun) -> str:
    head = {
        "plan": run.plan.to_dict(),
        "train": run.train,
        "validation": run.validation,
        "split": run.split,
        "images": run.images,
    }
    events: Sequence[str] = [json.dumps(to_dict(event)) for event in run.events]
    return f'{json.dumps(head)[:-1]}, "events": [\n' + ",\n".join(events) + "\n]}"
