"""Measure what the lessons show, and write it to assets/recordings.

    python tests/benchmarks/record_lessons.py [NAME ...]

Everything runs on the workers of the app, as in the Lab and in the studies. Run it on a machine
that does nothing else: the seconds are shown to learners.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.benchmarks.machine import facts  # noqa: E402
from tests.benchmarks.recorded import recorded  # noqa: E402
from transfer_demo.events import Event  # noqa: E402
from transfer_demo.executors.concurrent_jobs import run_together  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.protocol import Executor  # noqa: E402
from transfer_demo.history import ArmHistory  # noqa: E402
from transfer_demo.images.dataset import ImageSet  # noqa: E402
from transfer_demo.images.samples import SAMPLES  # noqa: E402
from transfer_demo.lessons.faults import USUAL  # noqa: E402
from transfer_demo.lessons.recordings import (  # noqa: E402
    RecordedRun,
    Recording,
    recordings_folder,
    write,
)
from transfer_demo.plan import ALL, FINE_TUNE, Plan  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.study import ask, run  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402

Recorder = Callable[[ImageSet, Executor], Sequence[RecordedRun]]

ALONE = (FINE_TUNE,)
DIGITS = Plan(augmentation="crop")  # a digit that is mirrored is none
# Few images, always seen alike: what is easy to learn by heart.
FEW = Plan(arms=ALONE, train_per_class=5, augmentation="none", epochs=20)


def race(*plans: Plan) -> Recorder:
    """Return what records a race for each plan, one after the other."""

    def record(images: ImageSet, executor: Executor) -> Sequence[RecordedRun]:
        return [_race(images, plan, executor) for plan in plans]

    return record


def study(question: str, *, seeds: int) -> Recorder:
    """Return what records all trainings of a study."""

    def record(images: ImageSet, executor: Executor) -> Sequence[RecordedRun]:
        asked = ask(question, images, Plan(), seeds=seeds)
        cells = run(asked, executor=executor).cells
        heard = [_events_of(cell.history) for cell in cells]
        return [
            recorded(plan, parts, events)
            for (plan, parts), events in zip(asked.orders, heard, strict=True)
        ]

    return record


# Name of the file: the sample, and what is run on it.
RECORDINGS: Mapping[str, tuple[str, Recorder]] = {
    "everyday": ("everyday", race(Plan())),
    "everyday-depths": (
        "everyday",
        race(*(Plan(arms=ALONE, frozen_stages=frozen) for frozen in (ALL, 7, 0))),
    ),
    "everyday-few": (
        "everyday",
        race(*(replace(FEW, frozen_stages=frozen) for frozen in (9, 7, 5, 2, 0))),
    ),
    "digits": ("digits", race(DIGITS)),
    "digits-depths": (
        "digits",
        race(*(replace(DIGITS, arms=ALONE, frozen_stages=frozen) for frozen in (ALL, 2, 0))),
    ),
    **{f"{images}-usual": (images, race(plan)) for images, plan in USUAL.items()},
    "everyday-freeze": ("everyday", study("freeze", seeds=3)),
    "everyday-labels": ("everyday", study("labels", seeds=3)),
    "everyday-backbones": ("everyday", study("backbones", seeds=3)),
}


def main() -> None:
    """Record what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(RECORDINGS)}")
    names = parser.parse_args().names or list(RECORDINGS)
    recordings_folder().mkdir(exist_ok=True)
    with closing(local_dask()) as workers:
        _race(SAMPLES["everyday"].load(), _TINY, workers)  # the workers are warm, as in the app
        for name in names:
            sample, record = RECORDINGS[name]
            runs = record(SAMPLES[sample].load(), workers)
            made = Recording(
                images=sample,
                recorded=datetime.now(UTC).date(),
                machine=facts(),
                runs=tuple(runs),
            )
            write(made, recordings_folder() / f"{name}.json")
            print(f"{name}: {len(runs)} runs", flush=True)


_TINY = Plan(train_per_class=2, val_per_class=2, image_size_px=64, epochs=1)


def _race(images: ImageSet, plan: Plan, executor: Executor) -> RecordedRun:
    events: list[Event] = []
    ready = prepare(images, plan)
    # On one core each, as the arms of a race: seconds that stand side by side must be of one kind.
    jobs = [
        Job(run="", arm=arm, plan=ready.plan, images=ready.images, threads=1)
        for arm in ready.plan.arms
    ]
    run_together(executor, jobs, lambda _, event: events.append(event))
    return recorded(ready.plan, ready.images, events)


def _events_of(arm: ArmHistory) -> list[Event]:
    """Return what an arm said, from what was kept of it."""
    said = (arm.started, arm.untrained, *arm.epochs, arm.scored, arm.finished)
    return [event for event in said if event is not None]


if __name__ == "__main__":
    main()
