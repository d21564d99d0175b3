"""Train every fault of Break it, broken and repaired, and keep it for the tests.

    python tests/benchmarks/record_faults.py [NAME ...]

Everything runs on the workers of the app, as on the page. `fault_signs.py` then says how clear the
signs are, and tests/lessons/test_fault_trainings.py whether all of them show.
"""

import argparse
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.benchmarks.machine import facts  # noqa: E402
from tests.benchmarks.recorded import recorded  # noqa: E402
from tests.lessons.recorded_faults import FOLDER, Order, file_of, orders  # noqa: E402
from transfer_demo.events import Event  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.protocol import Executor  # noqa: E402
from transfer_demo.lessons.faults import FAULTS  # noqa: E402
from transfer_demo.lessons.recordings import RecordedRun, Recording, write  # noqa: E402
from transfer_demo.plan import Plan  # noqa: E402
from transfer_demo.race import Race  # noqa: E402
from transfer_demo.store.runs.fingerprint import split_digest  # noqa: E402


def main() -> None:
    """Record what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [fault.name for fault in FAULTS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names)}")
    chosen = parser.parse_args().names or names
    FOLDER.mkdir(exist_ok=True)
    with closing(local_dask()) as workers:
        for fault in FAULTS:
            if fault.name in chosen:
                runs = tuple(_trained(order, workers) for order in orders(fault))
                made = Recording(
                    images=fault.images,
                    recorded=datetime.now(UTC).date(),
                    machine=facts(),
                    runs=runs,
                )
                write(made, file_of(fault))
                print(fault.name, flush=True)


_TRAINED: dict[tuple[Plan, str], RecordedRun] = {}


def _trained(order: Order, workers: Executor) -> RecordedRun:
    """Train a plan, unless another fault has the same repaired run."""
    key = order.plan, split_digest(order.images)
    if key not in _TRAINED:
        events: list[Event] = []
        Race(plan=order.plan, images=order.images).run(executor=workers, on_event=events.append)
        _TRAINED[key] = recorded(order.plan, order.images, events)
    return _TRAINED[key]


if __name__ == "__main__":
    main()
