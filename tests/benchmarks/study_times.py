"""What a study costs, beside one training from scratch and beside the same plans one by one.

    python tests/benchmarks/study_times.py SET [--json FILE]

The three run one after the other, so a machine that is slow is slow for all. Ratios count.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.benchmarks.machine import facts  # noqa: E402
from transfer_demo.executors.dask import local_dask  # noqa: E402
from transfer_demo.executors.inline import InlineExecutor  # noqa: E402
from transfer_demo.images.dataset import ImageSet  # noqa: E402
from transfer_demo.images.intake import load_images  # noqa: E402
from transfer_demo.plan import SCRATCH, Plan  # noqa: E402
from transfer_demo.race import compare  # noqa: E402
from transfer_demo.studies.asking import Asked  # noqa: E402
from transfer_demo.study import ask, run  # noqa: E402

# What was asked of the program before it was written: at most so many times scratch alone.
LIMITS = {"freeze": 4.0, "labels": 3.0}


def main() -> None:
    """Measure, and print a line for each question."""
    options = _options()
    images = load_images(options.images)
    plan = Plan(
        train_per_class=options.train_per_class,
        val_per_class=options.val_per_class,
        image_size_px=options.image_size,
        epochs=options.epochs,
    )
    _warm_up(images)
    scratch = _timed(lambda: compare(images, replace(plan, arms=(SCRATCH,))))
    print(f"scratch alone, all cores: {scratch:.1f} s", flush=True)
    measured: dict[str, Any] = {"machine": facts(), "scratch_seconds": scratch}
    for question, limit in LIMITS.items():
        asked = ask(question, images, plan, seeds=1)
        seconds = {"study": _study_seconds(images, asked)}
        if question == "freeze":
            seconds["depths without scratch"] = _study_seconds(images, _without_scratch(asked))
        if not options.skip_one_by_one:
            seconds["one by one"] = _one_by_one_seconds(images, asked)
        measured[question] = seconds
        print(f"{question} (at most {limit:g}x)", flush=True)
        for name, value in seconds.items():
            print(f"  {name}: {value:.1f} s, {value / scratch:.2f}x of scratch", flush=True)
    if options.json:
        options.json.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")


def _without_scratch(asked: Asked) -> Asked:
    orders = tuple(order for order in asked.orders if SCRATCH not in order[0].arms)
    return replace(asked, orders=orders)


def _study_seconds(images: ImageSet, asked: Asked) -> float:
    """Return how long the trainings take on workers that are up, as those of the app are."""
    with closing(local_dask()) as workers:
        run(ask("labels", images, _tiny(asked.plan), seeds=1), executor=workers)
        return _timed(lambda: run(asked, executor=workers))


def _one_by_one_seconds(images: ImageSet, asked: Asked) -> float:
    """Return how long the same plans take one after the other, each with all cores."""

    def all_of_them() -> None:
        for plan, _ in asked.orders:
            compare(images, plan)

    return _timed(all_of_them)


def _warm_up(images: ImageSet) -> None:
    with closing(InlineExecutor()) as executor:
        compare(images, _tiny(Plan()), executor=executor)


def _tiny(plan: Plan) -> Plan:
    return replace(plan, train_per_class=2, val_per_class=2, image_size_px=64, epochs=1)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("images", type=Path)
    parser.add_argument("--train-per-class", type=int, default=20)
    parser.add_argument("--val-per-class", type=int, default=25)
    parser.add_argument("--image-size", type=int, default=160)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--skip-one-by-one", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
