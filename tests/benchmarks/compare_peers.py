"""Compare our arms with what people use otherwise: `python tests/benchmarks/compare_peers.py SETS`.

Each of SETS is a folder or .zip of labelled photos, as the program itself takes them. What is
compared, and why it is fair, stands in the README beside this file.
"""

import argparse
import logging
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import machine, tables
from tests.benchmarks.measurement import Measurement, Measurements
from tests.benchmarks.peers.recipes import RECIPES
from tests.benchmarks.peers.registry import PEERS, PLAIN_SCRATCH
from tests.benchmarks.race_peers import LOADER_WORKERS, Course, race
from transfer_demo import TransferDemoError, load_images
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.plan import Plan

BACKBONE = "efficientnet_lite0"
# A larger batch goes with a rate that is larger by as much (Goyal et al. 2017).
TUTORIAL_RATE, TUTORIAL_BATCH = 1e-3, 4
_FOUND = f"the fastest of {', '.join(map(str, LOADER_WORKERS))} for each, kept between epochs"


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
    measured = found = _open(choices, course, parser)
    image_sets = {path.stem: load_images(path) for path in choices.images}
    if len(image_sets) < len(choices.images):
        parser.error("Two image sets have the same name. Rename one of the folders.")
    begun = time.perf_counter()
    for measured in race(course, image_sets, found):
        if choices.json:
            measured.save(choices.json)
        _tell(measured.measured[-1], seconds=time.perf_counter() - begun)
    if not measured.measured:
        parser.error("Nothing was measured.")
    result = tables.render(measured)
    print(result)
    if choices.markdown:
        page = choices.markdown
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        page.write_text(tables.fill(text, result), encoding="utf-8")


def _course(choices: argparse.Namespace, parser: argparse.ArgumentParser) -> Course:
    racers = [name for name, peer in PEERS.items() if peer.timed]
    chosen = _named(choices.peers, racers, parser)
    # Whoever names contestants wants these only.
    recipes = choices.scratch_recipes or ("none" if choices.peers else "all")
    chosen |= {PLAIN_SCRATCH + name for name in _named(recipes, RECIPES, parser)}
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
        plan=resolve_plan(plan),
        peers=tuple(peer for name, peer in PEERS.items() if name in chosen),
        seeds=choices.seeds,
        loader_workers=choices.loader_workers,
        tutorial_rate=choices.tutorial_rate or TUTORIAL_RATE * choices.batch_size / TUTORIAL_BATCH,
    )


def _named(text: str | None, known: Collection[str], parser: argparse.ArgumentParser) -> set[str]:
    """Return the names in a text; "all" and None are all that are known."""
    if text in (None, "all"):
        return set(known)
    names = set() if text == "none" else set(str(text).split(","))
    if names - set(known):
        wrong = ", ".join(sorted(names - set(known)))
        parser.error(f"Unknown: {wrong}. Known: {', '.join(known)}.")
    return names


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
        "loader processes": _FOUND if course.loader_workers is None else course.loader_workers,
        "tutorial rate": course.tutorial_rate,
    }


def _tell(measurement: Measurement, *, seconds: float) -> None:
    last = "" if measurement.last is None else f"{100 * measurement.last:5.1f} %"
    print(
        f"[{seconds:6.0f} s] {measurement.data_set}, seed {measurement.seed}: "
        f"{measurement.title:38} {measurement.seconds:7.2f} s {last}",
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
    add("--tutorial-rate", type=float, metavar="RATE", help="default: 0.001 for batches of 4")
    add("--loader-workers", type=int, metavar="N", help="default: each finds its fastest")
    add("--peers", metavar="NAME,...", help="default: all")
    add("--scratch-recipes", metavar="all|none|NAME,...", help="plain trainings from scratch")
    add("--json", type=Path, metavar="FILE", help="written as it goes; continued if it exists")
    add("--markdown", type=Path, metavar="FILE", help="fill the tables into this page")
    return parser


if __name__ == "__main__":
    main()
