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
from transfer_demo.plan import FINE_TUNE  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402

Told = list[Mapping[str, Any]]


def main() -> None:
    """Train what is named."""
    with closing(local_dask(workers=1)) as worker:
        for name in sys.argv[2:]:
            said = [told(run, images, worker) for run, images in of_each_kind(name)]
            print(json.dumps(said), flush=True)


def of_each_kind(name: str) -> Iterable[tuple[RecordedRun, LabelledImages]]:
    """Return one training of each kind in a recording, with its images."""
    fault = next((fault for fault in FAULTS if file_of(fault).stem == name), None)
    if fault is None:
        yield from _of_each_plan(recording(name))
        return
    # Both trainings of one seed, or one where they differ in their images alone.
    first = zip(recorded(fault).runs[:2], orders(fault), strict=False)
    yield from {run.plan: (run, order.images) for run, order in first}.values()


def _of_each_plan(recorded: Recording) -> Iterator[tuple[RecordedRun, LabelledImages]]:
    """Return one training of each plan, whatever its seed."""
    images = SAMPLES[recorded.images].load()
    kinds = {replace(run.plan, seed=0, updates_per_epoch=None): run for run in recorded.runs}
    for run in kinds.values():
        # A look at the images is no race, but has the same images.
        yield run, prepare(images, replace(run.plan, arms=(FINE_TUNE,))).images


def told(run: RecordedRun, images: LabelledImages, executor: Executor) -> Told:
    """Train a recorded run again, and return what its arms said, one after the other."""
    events: list[Event] = []
    # On as many threads, too: the last digits depend on them.
    jobs = [
        Job(run="", arm=name, plan=run.plan, images=images, threads=arm.started.threads)
        for name, arm in run.history.arms.items()
        if arm.started
    ]
    for job in jobs:
        executor.submit(job, events.append).wait()
    said = [event for event in events if not isinstance(event, Progress)]
    said.sort(key=lambda event: (event.arm, event.kind, event.index))
    return [{name: v for name, v in to_dict(event).items() if name != "seconds"} for event in said]


if __name__ == "__main__":
    main()
