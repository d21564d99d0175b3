"""Train one training of each kind in a recording again, with the engine of some checkout.

    python tests/benchmarks/retrain.py CHECKOUT NAME [NAME ...]

It says for each recording, in a line of JSON, what its trainings said, without the seconds.
`confirm_recordings.py` runs it twice. What it imports is that of the checkout, so that is little.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parents[2]))

from tests.lessons.recorded_faults import file_of, orders, recorded  # noqa: E402
from transfer_demo.events import Event, Progress, to_dict  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.protocol import Executor  # noqa: E402
from transfer_demo.images.dataset import LabelledImages  # noqa: E402
from transfer_demo.images.samples import SAMPLES  # noqa: E402
from transfer_demo.lessons.faults import FAULTS  # noqa: E402
from transfer_demo.lessons.recordings import RecordedRun, Recording, recording  # noqa: E402
from transfer_demo.plan import FINE_TUNE, Plan  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402

Told = list[Mapping[str, Any]]


def main() -> None:
    """Train what is named."""
    with closing(local_dask(workers=1)) as worker:
        for name in sys.argv[2:]:
            if name == "others":
                said = [told(jobs, worker) for jobs in _others()]
            else:
                said = [told(_jobs(run, images), worker) for run, images in of_each_kind(name)]
            print(json.dumps(said), flush=True)


def of_each_kind(name: str) -> Iterable[tuple[RecordedRun, LabelledImages]]:
    """Return one training of each kind in a recording, with its images."""
    fault = next((fault for fault in FAULTS if file_of(fault).stem == name), None)
    if fault is None:
        yield from _of_each_plan(recording(name))
        return
    # Both trainings of one seed.
    for run, order in zip(recorded(fault).runs[:2], orders(fault), strict=False):
        yield run, order.images


def _of_each_plan(recorded: Recording) -> Iterator[tuple[RecordedRun, LabelledImages]]:
    """Return one training of each plan, whatever its seed."""
    images = SAMPLES[recorded.images].load()
    kinds = {replace(run.plan, seed=0, updates_per_epoch=None): run for run in recorded.runs}
    for run in kinds.values():
        # A look at the images is no race, but has the same images.
        yield run, prepare(images, replace(run.plan, arms=(FINE_TUNE,))).images


def _others() -> Iterator[list[Job]]:
    """Yield small trainings of what no recording has: see `confirm_recordings.py`."""
    images = SAMPLES["everyday"].load()
    small = Plan(image_size_px=64, epochs=2, train_per_class=8, val_per_class=6)
    changes: list[dict[str, Any]] = [
        {"head_start": "probe"},
        {"head_start": "random"},
        {"class_weights": "balanced"},
        {"scratch_epochs_factor": 2},
        {"batch_norm": "training", "batch_norm_statistics": "running"},
        {"updates_per_epoch": 6, "augmentation": "none"},
    ]
    for change in changes:
        race = prepare(images, replace(small, **change))
        threads = None if "scratch_epochs_factor" in change else 1
        yield [
            Job(run="", arm=arm, plan=race.plan, images=race.images, threads=threads)
            for arm in race.plan.arms
        ]
    depths = [prepare(images, replace(small, frozen_stages=depth, views=2)) for depth in (9, 7, 5)]
    yield [
        Job(run="", arm=FINE_TUNE, plan=one.plan, images=one.images, threads=1, shared=(5, 7, 9))
        for one in depths
    ]


def _jobs(run: RecordedRun, images: LabelledImages) -> list[Job]:
    # On as many threads, too: the last digits depend on them.
    return [
        Job(run="", arm=name, plan=run.plan, images=images, threads=arm.started.threads)
        for name, arm in run.history.arms.items()
        if arm.started
    ]


def told(jobs: Iterable[Job], executor: Executor) -> Told:
    """Train, one after the other, and return what was said, without the seconds."""
    said: list[Event] = []
    for job in jobs:
        executor.submit(job, said.append).wait()
    return [
        {name: value for name, value in to_dict(event).items() if name != "seconds"}
        for event in said
        if not isinstance(event, Progress)
    ]


if __name__ == "__main__":
    main()
