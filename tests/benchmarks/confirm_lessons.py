"""Say of recordings of the lessons that the engine of today measures the same, where it does.

    python tests/benchmarks/confirm_lessons.py [NAME ...]

A recording belongs to the engine that made it, and rewriting the engine without changing what it
does makes another one of it. So one training of each kind in a recording is repeated, on the
machine that it was made on. If it gives the same answers and losses, the recording gets the digest
of today's engine. If not, it stays stale, and `record_lessons.py` must make it anew.
"""

import argparse
import math
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from transfer_demo.events import Event, Progress, to_dict  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.protocol import Executor  # noqa: E402
from transfer_demo.executors.together import run_together  # noqa: E402
from transfer_demo.images.dataset import ImageSet  # noqa: E402
from transfer_demo.images.samples import SAMPLES  # noqa: E402
from transfer_demo.lessons.recordings import (  # noqa: E402
    RecordedRun,
    Recording,
    read,
    recordings_folder,
    write,
)
from transfer_demo.plan import FINE_TUNE  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.training.engine import engine_digest  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402


def main() -> None:
    """Confirm what is named, or every recording that is stale; fail if one has changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    names = parser.parse_args().names or sorted(f.stem for f in recordings_folder().glob("*.json"))
    changed = []
    with closing(local_dask()) as workers:
        for name in names:
            file = recordings_folder() / f"{name}.json"
            recording = read(file)
            if recording.machine.get("engine") == engine_digest():
                continue
            images = SAMPLES[recording.images].load()
            if all(repeats(run, images, workers) for run in of_each_kind(recording)):
                machine = {**recording.machine, "engine": engine_digest()}
                write(replace(recording, machine=machine), file)
                print(f"{name}: the same", flush=True)
            else:
                changed.append(name)
    if changed:
        sys.exit(f"Record again: python tests/benchmarks/record_lessons.py {' '.join(changed)}")


def of_each_kind(recording: Recording) -> Iterable[RecordedRun]:
    """Return one training of each plan, whatever its seed."""
    kinds = {replace(run.plan, seed=0, updates_per_epoch=None): run for run in recording.runs}
    return kinds.values()


def repeats(run: RecordedRun, images: ImageSet, executor: Executor) -> bool:
    """Say whether a recorded run, trained again, gives all the numbers that it gave."""
    events: list[Event] = []
    # A look at the images is no race, but has the same images.
    parts = prepare(images, replace(run.plan, arms=(FINE_TUNE,))).images
    # On as many threads, too: the last digits depend on them.
    jobs = [
        Job(run="", arm=name, plan=run.plan, images=parts, threads=arm.started.threads)
        for name, arm in run.history.arms.items()
        if arm.started
    ]
    run_together(executor, jobs, lambda _, event: events.append(event))
    pairs = zip(numbers(events), numbers(run.events), strict=True)
    return all(same(one, other) for one, other in pairs)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two events tell the same: each answer alike, each loss to within a hundredth.

    What trainings of a study share was computed in other batches, and so with other last digits.
    """
    return one.keys() == other.keys() and all(
        math.isclose(value, other[name], rel_tol=0.01)
        if isinstance(value, float) and isinstance(other[name], float)
        else value == other[name]
        for name, value in one.items()
    )


def numbers(events: Iterable[Event]) -> list[Mapping[str, Any]]:
    """Return what the arms said, one after the other, without the seconds."""
    said = [event for event in events if not isinstance(event, Progress)]
    said.sort(key=lambda event: (event.arm, event.kind, event.index))
    return [{name: v for name, v in to_dict(event).items() if name != "seconds"} for event in said]
