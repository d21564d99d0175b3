"""Compare our arms with what people use otherwise: `python tests/benchmarks/compare_peers.py SETS`.

Each of SETS is a folder or .zip of labelled photos, as the program itself takes them. What is
compared, and why it is fair, stands in the README beside this file.
"""

import argparse
import logging
import sys
import time
from pathlib import Path
from typing import Any

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import machine, tables
from tests.benchmarks.measurement import Measurement, Measurements
from tests.benchmarks.peers.registry import peers
from tests.benchmarks.race_peers import Course, race
from transfer_demo import TransferDemoError, load_images
from transfer_demo.backbones import catalogue
from transfer_demo.plan import Plan

BACKBONE = "efficientnet_lite0"


def main() -> None:
    """Run what the command line asks for."""
    parser = _parser()
    choices = parser.parse_args()
    logging.basicConfig(format="%(message)s")
    logging.getLogger(race.__module__).setLevel(logging.INFO)
    try:
        _compare(choices, parser)
    except TransferDemoError as exc:
        parser.error(str(exc))


def _compare(choices: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    course = _course(choices, parser)
    measured = _open(choices, course, parser)
    image_sets = {path.stem: load_images(path) for path in choices.images}
    if len(image_sets) < len(choices.images):
        parser.error("Two image sets have the same name. Rename one of the folders.")
    known = {(m.peer, m.data_set, m.seed) for m in measured.measured}
    begun = time.perf_counter()
    for measurement in race(course, image_sets, is_known=lambda *key: key in known):
        measured = measured.with_one(measurement)
        if choices.json:
            measured.save(choices.json)
        _tell(measurement, seconds=time.perf_counter() - begun)
    if not measured.measured:
        parser.error("Nothing was measured.")
    result = tables.render(measured)
    print(result)
    if choices.markdown:
        page = choices.markdown
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        page.write_text(tables.fill(text, result), encoding="utf-8")


def _course(choices: argparse.Namespace, parser: argparse.ArgumentParser) -> Course:
    contestants = peers(tuple(choices.scratch_rates))
    unknown = set(choices.peers or ()) - set(contestants)
    if unknown:
        parser.error(f"Unknown: {', '.join(unknown)}. Known: {', '.join(contestants)}.")
    plan = Plan(
        backbone=BACKBONE,
        frozen_stages=choices.frozen,
        epochs=choices.epochs,
        image_size_px=choices.image_size,
        batch_size=choices.batch_size,
        train_per_class=choices.train_per_class,
        val_per_class=choices.val_per_class,
    )
    return Course(
        plan=plan.resolve(len(catalogue.get(BACKBONE).stages)),
        peers=tuple(p for name, p in contestants.items() if name in (choices.peers or contestants)),
        seeds=choices.seeds,
        loader_workers=choices.loader_workers,
        tutorial_rate=choices.tutorial_rate,
    )


def _open(
    choices: argparse.Namespace, course: Course, parser: argparse.ArgumentParser
) -> Measurements:
    """Return what an earlier run left in the file, or an empty start."""
    fresh = Measurements(settings=_settings(course), machine=machine.facts())
    if not choices.json or not choices.json.exists():
        return fresh
    found = Measurements.load(choices.json)
    if (found.settings, found.machine) != (fresh.settings, fresh.machine):
        parser.error(
            f"{choices.json} was measured with other settings or on another machine: "
            f"{found.settings}, {found.machine}. Give another file, or delete it."
        )
    return found


def _settings(course: Course) -> dict[str, Any]:
    plan = course.plan
    return {
        "backbone": plan.backbone,
        "frozen stages": plan.frozen_stages,
        "epochs": plan.epochs,
        "image size": plan.image_size_px,
        "batch size": plan.batch_size,
        "training images per class": plan.train_per_class,
        "validation images per class": plan.val_per_class,
        "views": min(plan.views, plan.epochs),
        "loader processes": course.loader_workers,
        "tutorial rate": course.tutorial_rate,
    }


def _tell(measurement: Measurement, *, seconds: float) -> None:
    best = "" if measurement.best is None else f"{100 * measurement.best:5.1f} %"
    print(
        f"[{seconds:6.0f} s] {measurement.data_set}, seed {measurement.seed}: "
        f"{measurement.title:38} {measurement.seconds:7.2f} s {best}",
        file=sys.stderr,
        flush=True,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("images", nargs="+", type=Path, metavar="SETS", help="folders or .zip files of photos")
    add("--seeds", type=int, default=3, metavar="N", help="seeds 0 to N - 1")
    add("--train-per-class", type=int, default=20, metavar="N")
    add("--val-per-class", type=int, default=None, metavar="N", help="default: all")
    add("--image-size", type=int, default=160, metavar="PX")
    add("--epochs", type=int, default=10, metavar="N", help="2 at least")
    add("--batch-size", type=int, default=16, metavar="N")
    add("--frozen", type=int, default=None, metavar="N", help="default: all but the last two")
    add("--tutorial-rate", type=float, default=1e-3, metavar="RATE")
    add("--scratch-rates", type=_rates, default=(3e-3,), metavar="RATE,...")
    add("--loader-workers", type=int, default=2, metavar="N", help="processes that decode")
    add("--peers", type=lambda text: text.split(","), metavar="NAME,...", help="default: all")
    add("--json", type=Path, metavar="FILE", help="written as it goes; continued if it exists")
    add("--markdown", type=Path, metavar="FILE", help="fill the tables into this page")
    return parser


def _rates(text: str) -> tuple[float, ...]:
    return tuple(float(rate) for rate in text.split(","))


if __name__ == "__main__":
    main()
