"""Train every fault of Break it, broken and repaired, and say how clear its signs are.

    python tests/benchmarks/fault_signs.py [--seeds 0,1,2] [NAME ...]

Everything runs on the workers of the app, as on the page. The limits in lessons/symptoms.py are
chosen by what this prints: a table in Markdown, a line for each sign.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from transfer_demo.backbones import catalogue  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.protocol import Executor  # noqa: E402
from transfer_demo.history import History  # noqa: E402
from transfer_demo.images.dataset import LabelledImages  # noqa: E402
from transfer_demo.images.samples import SAMPLES  # noqa: E402
from transfer_demo.lessons.faults import FAULTS, Fault  # noqa: E402
from transfer_demo.lessons.symptoms import SIGNS, Sign  # noqa: E402
from transfer_demo.plan import Plan  # noqa: E402
from transfer_demo.race import Race  # noqa: E402
from transfer_demo.store.fingerprint import split_digest  # noqa: E402


class Pair(NamedTuple):
    """Both runs of a fault with one seed, and the seconds of the longer one."""

    broken: History
    repaired: History
    seconds: float


def main() -> None:
    """Measure what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0,1,2")
    names = [fault.name for fault in FAULTS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(names)}")
    chosen = parser.parse_args()
    seeds = [int(seed) for seed in chosen.seeds.split(",")]
    print(_row("fault", "sign", "limit", *(f"seed {seed}" for seed in seeds)))
    print(_row("---", "---", "---:", *("---:" for _ in seeds)), flush=True)
    with closing(local_dask()) as workers:
        for fault in FAULTS:
            if fault.name in (chosen.names or names):
                pairs = [_pair(fault, seed, workers) for seed in seeds]
                print("\n".join(_rows(fault, pairs)), flush=True)


def _rows(fault: Fault, pairs: Sequence[Pair]) -> Iterator[str]:
    for sign in SIGNS[fault.name]:
        measured = (sign.measure(pair.broken, pair.repaired) for pair in pairs)
        yield _row(fault.name, sign.name, _limit(sign), *(f"{value:.2f}" for value in measured))
    seconds = (f"{pair.seconds:.0f} s" for pair in pairs)
    yield _row(fault.name, "seconds of the longer run", "", *seconds)


def _limit(sign: Sign) -> str:
    return f"<= {sign.at_most:.2f}" if sign.at_most < float("inf") else f">= {sign.at_least:.2f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _pair(fault: Fault, seed: int, workers: Executor) -> Pair:
    images = SAMPLES[fault.images].load()
    drawn = replace(
        fault,
        broken=replace(fault.broken, seed=seed),
        repaired=replace(fault.repaired, seed=seed),
    )
    broken, slow = _run(drawn.broken, drawn.broken_images(images), workers)
    repaired, slower = _run(drawn.repaired, drawn.repaired_images(images), workers)
    return Pair(broken, repaired, max(slow, slower))


_MEASURED: dict[tuple[Plan, str], tuple[History, float]] = {}


def _run(plan: Plan, images: LabelledImages, workers: Executor) -> tuple[History, float]:
    """Run a plan, unless another fault has the same repaired run."""
    resolved = plan.resolve(len(catalogue.get(plan.backbone).stages))
    key = resolved, split_digest(images)
    if key not in _MEASURED:
        begun = time.perf_counter()
        history = Race(plan=resolved, images=images).run(executor=workers).history
        _MEASURED[key] = history, time.perf_counter() - begun
    return _MEASURED[key]


if __name__ == "__main__":
    main()
