"""Say of recordings that the engine of today measures the same, where it does.

    python tests/benchmarks/confirm_recordings.py [NAME ...]

A recording belongs to the engine that made it, and rewriting the engine without changing what it
does makes another one of it. So one training of each kind in a recording is repeated, on the
machine that it was made on. If it gives the same answers and losses, the recording gets the digest
of today's engine. If not, it stays stale, and `record_lessons.py` or `record_faults.py` must make
it anew.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.lessons.recorded_faults import file_of, orders  # noqa: E402
from transfer_demo.events import Event, Progress, to_dict  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.protocol import Executor  # noqa: E402
from transfer_demo.executors.together import run_together  # noqa: E402
from transfer_demo.images.dataset import LabelledImages  # noqa: E402
from transfer_demo.images.samples import SAMPLES  # noqa: E402
from transfer_demo.lessons.faults import FAULTS, Fault  # noqa: E402
from transfer_demo.lessons.recordings import (  # noqa: E402
    RecordedRun,
    Recording,
    read,
    recordings_folder,
    write,
)
from transfer_demo.plan import FINE_TUNE  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.training.engine_version import engine_version  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402

# Numbers with last digits; all others are counted.
LOSSES = ("train_loss", "val_loss", "logme", "leep")


class Kept(NamedTuple):
    """A recording, and one training of each kind in it, with its images."""

    file: Path
    trainings: Callable[[Recording], Iterable[tuple[RecordedRun, LabelledImages]]]


def main() -> None:
    """Confirm what is named, or every recording that is stale; fail if one has changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    recordings = [Kept(file, of_each_kind) for file in sorted(recordings_folder().glob("*.json"))]
    recordings += [Kept(file_of(fault), partial(of_fault, fault)) for fault in FAULTS]
    names = [kept.file.stem for kept in recordings]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names)}")
    chosen = parser.parse_args().names or names
    changed = []
    with closing(local_dask()) as workers:
        for kept in recordings:
            name = kept.file.stem
            recording = read(kept.file)
            if name not in chosen or recording.machine.get("engine") == engine_version():
                continue
            if all(repeats(run, images, workers) for run, images in kept.trainings(recording)):
                machine = {**recording.machine, "engine": engine_version()}
                write(replace(recording, machine=machine), kept.file)
                print(f"{name}: the same", flush=True)
            else:
                changed.append(name)
    if changed:
        sys.exit(f"These must be recorded again: {' '.join(changed)}")


def of_each_kind(recording: Recording) -> Iterable[tuple[RecordedRun, LabelledImages]]:
    """Return one training of each plan, whatever its seed."""
    images = SAMPLES[recording.images].load()
    kinds = {replace(run.plan, seed=0, updates_per_epoch=None): run for run in recording.runs}
    for run in kinds.values():
        # A look at the images is no race, but has the same images.
        yield run, prepare(images, replace(run.plan, arms=(FINE_TUNE,))).images


def of_fault(fault: Fault, recording: Recording) -> Iterable[tuple[RecordedRun, LabelledImages]]:
    """Return both trainings of one seed, or one where they differ in their images alone."""
    first = zip(recording.runs[:2], orders(fault), strict=False)
    kinds = {run.plan: (run, order.images) for run, order in first}
    yield from kinds.values()


def repeats(run: RecordedRun, images: LabelledImages, executor: Executor) -> bool:
    """Say whether a recorded run, trained again, gives all the numbers that it gave."""
    events: list[Event] = []
    # On as many threads, too: the last digits depend on them.
    jobs = [
        Job(run="", arm=name, plan=run.plan, images=images, threads=arm.started.threads)
        for name, arm in run.history.arms.items()
        if arm.started
    ]
    run_together(executor, jobs, lambda _, event: events.append(event))
    now, then = numbers(events), numbers(run.events)
    return len(now) == len(then) and all(map(same, now, then))


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two events tell the same: each answer alike, each loss to within a hundredth.

    What trainings of a study share was computed in other batches, and so with other last digits.
    """
    return one.keys() == other.keys() and all(
        value == other[name] or (name in LOSSES and math.isclose(value, other[name], rel_tol=0.01))
        for name, value in one.items()
    )


def numbers(events: Iterable[Event]) -> list[Mapping[str, Any]]:
    """Return what the arms said, one after the other, without the seconds."""
    said = [event for event in events if not isinstance(event, Progress)]
    said.sort(key=lambda event: (event.arm, event.kind, event.index))
    return [{name: v for name, v in to_dict(event).items() if name != "seconds"} for event in said]


if __name__ == "__main__":
    main()
