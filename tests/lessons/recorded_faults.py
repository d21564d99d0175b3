"""The faults of Break it, broken and repaired, as tests/benchmarks/record_faults.py trained them.

To train them takes twenty minutes, so tests look at the recording, which is refused as soon as
the engine, a plan or the images are others.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.history import History
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.faults import Fault
from transfer_demo.lessons.recordings import Recording, read
from transfer_demo.plan import ResolvedPlan

FOLDER: Final = Path(__file__).parent / "faults"
SEEDS: Final = (0, 1, 2)


class Order(NamedTuple):
    """What is trained: a plan, and the images as the fault has left them."""

    plan: ResolvedPlan
    images: LabelledImages


class Pair(NamedTuple):
    """Both runs of a fault with one seed."""

    broken: History
    repaired: History


def file_of(fault: Fault) -> Path:
    """Return where the trainings of a fault are kept."""
    return FOLDER / f"{fault.name}.json"


def orders(fault: Fault) -> list[Order]:
    """Return all trainings of a fault: for each seed the broken one, then the repaired one."""
    images = SAMPLES[fault.images].load()
    found = []
    for seed in SEEDS:
        broken, repaired = (
            resolve_plan(replace(plan, seed=seed)) for plan in (fault.broken, fault.repaired)
        )
        drawn = replace(fault, broken=broken, repaired=repaired)
        found.append(Order(broken, drawn.broken_images(images)))
        found.append(Order(repaired, drawn.repaired_images(images)))
    return found


def recorded(fault: Fault) -> Recording:
    """Return the recorded trainings of a fault, in the order of `orders`."""
    return read(file_of(fault))


def pairs(fault: Fault) -> list[Pair]:
    """Return what was measured, in the order of `SEEDS`."""
    histories = [run.history for run in recorded(fault).runs]
    return [Pair(*both) for both in zip(histories[::2], histories[1::2], strict=True)]
