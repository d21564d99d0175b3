"""Fine-tune with a grid of learning rates: is the default near the best for every network?

    python tests/benchmarks/rate_grid.py SETS... [--backbones NAME,...] [--seeds N]

Each of SETS is a folder or .zip of labelled photos. The default freeze, three rates of the head by
three of the pretrained stages, accuracy after the last epoch. What is kept at the freeze boundary
serves all nine. Which rate is best is seen afterwards, on the images that judge it: the best of
nine stands a little too high. Nothing is timed, so the machine may be busy.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from statistics import fmean

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from transfer_demo.backbones import catalogue, weights  # noqa: E402
from transfer_demo.events import EpochEnd  # noqa: E402
from transfer_demo.images.dataset import ImageSet  # noqa: E402
from transfer_demo.images.intake import load_images  # noqa: E402
from transfer_demo.plan import FINE_TUNE, Plan  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402
from transfer_demo.training.job_events import job_events  # noqa: E402
from transfer_demo.training.recipe import BODY_RATE, HEAD_RATE  # noqa: E402

Rates = tuple[float, float]
"""Of the head, and of the pretrained stages that are trained."""

HEAD_RATES = (0.4 * HEAD_RATE, HEAD_RATE, 2 * HEAD_RATE)
BODY_RATES = (0.5 * BODY_RATE, BODY_RATE, 2 * BODY_RATE)


def main() -> None:
    """Measure, and print a table in Markdown for each network."""
    choices = _choices()
    sets = {path.stem: load_images(path) for path in choices.images}
    for name in choices.backbones:
        measured = {
            data_set: [grid(images, name, seed) for seed in range(choices.seeds)]
            for data_set, images in sets.items()
        }
        print("\n".join(_table(name, measured)), end="\n\n", flush=True)


def grid(images: ImageSet, backbone: str, seed: int) -> dict[Rates, float]:
    """Return the accuracy after the last epoch for each pair of rates, on one split."""
    return {
        rates: _last_accuracy(images, backbone, seed, rates)
        for rates in product(HEAD_RATES, BODY_RATES)
    }


def _last_accuracy(images: ImageSet, backbone: str, seed: int, rates: Rates) -> float:
    head, body = rates
    plan = Plan(
        backbone=backbone,
        arms=(FINE_TUNE,),
        seed=seed,
        train_per_class=20,
        head_learning_rate=head,
        body_learning_rate=body,
    )
    ready = prepare(images, plan)
    frozen = ready.plan.frozen_stages
    job = Job(run="", arm=FINE_TUNE, plan=ready.plan, images=ready.images, shared=(frozen,))
    epochs = [event for event in job_events(job, lambda: False) if isinstance(event, EpochEnd)]
    return epochs[-1].val_accuracy


def _table(backbone: str, measured: Mapping[str, Sequence[Mapping[Rates, float]]]) -> Iterator[str]:
    yield f"| {catalogue.get(backbone).title} | all sets | {' | '.join(measured)} |"
    yield f"|---|---:|{'---:|' * len(measured)}"
    for head, body in product(HEAD_RATES, BODY_RATES):
        means = [fmean(found[head, body] for found in seeds) for seeds in measured.values()]
        cells = [f"{100 * mean:.1f}" for mean in (fmean(means), *means)]
        yield f"| head {head:g}, stages {body:g} | {' | '.join(cells)} |"


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("images", nargs="+", type=Path, metavar="SETS")
    here = [b.name for b in catalogue.CATALOGUE.values() if weights.status(b) != "download"]
    parser.add_argument("--backbones", type=lambda text: text.split(","), default=here)
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="seeds 0 to N - 1")
    return parser.parse_args()


if __name__ == "__main__":
    main()
