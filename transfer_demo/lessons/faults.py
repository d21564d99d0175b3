"""The faults of Break it: each a pair of real trainings that differ in one thing.

The broken run is started with one click, and what is wrong is to be recognised from its curves
alone. So a fault is known to the learner by its number, and nothing else of it is in an address.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from transfer_demo.history import ArmHistory, History
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.split import split_as_planned
from transfer_demo.lessons.fault_text import Diagnosis, FaultText, fault_text
from transfer_demo.lessons.tampering import (
    Tampering,
    coloured_backgrounds,
    leaked,
    permuted_pixels,
    shuffled_labels,
)
from transfer_demo.plan import ALL, FINE_TUNE, Plan
from transfer_demo.verdict import accuracy_in_percent
from transfer_demo.wording import percent


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault, by the name of its text and of its symptoms.

    `images` is the key of a sample. The broken run is of the plan `broken` on images that
    `tampering` has changed; the repaired one is of the plan `repaired` on the images as they are.
    Either the plans differ or the images do.
    """

    name: str
    images: str
    broken: Plan
    repaired: Plan
    tampering: Tampering | None = None

    @property
    def text(self) -> FaultText:
        """What is said of it."""
        return fault_text(self.name)

    @property
    def answers(self) -> tuple[Diagnosis, ...]:
        """All diagnoses that are offered, the right one too, in the order of a fixed draw."""
        offered = [self.text.right, *self.text.wrong]
        random.Random(self.name).shuffle(offered)
        return tuple(offered)

    def broken_images(self, images: ImageSet) -> LabelledImages:
        """Return what the broken run learns from and is asked."""
        parts = split_as_planned(images, self.broken)
        return self.tampering(parts, self.broken) if self.tampering else parts

    def repaired_images(self, images: ImageSet) -> LabelledImages:
        """Return what the repaired run learns from and is asked."""
        return split_as_planned(images, self.repaired)


def values(broken: History, repaired: History) -> Mapping[str, str]:
    """Return what a repair can quote, by the names of the places, in words.

    That is the validation accuracy of each arm after its last epoch, and, as `early`, how many
    training images it got right in the second one.
    """
    found = {}
    for run, history in (("broken", broken), ("repaired", repaired)):
        for name, arm in history.arms.items():
            found[f"faults.{run}.{name}"] = _accuracy(arm)
            found[f"faults.{run}.{name}.early"] = _early(arm)
    return found


def _accuracy(arm: ArmHistory) -> str:
    return accuracy_in_percent(arm.last) if arm.last else "nothing"


def _early(arm: ArmHistory) -> str:
    images = arm.started.train_images if arm.started else 0
    return percent(arm.epochs[1].train_accuracy, images) if len(arm.epochs) > 1 else "nothing"


def _of_plan(name: str, repaired: Plan, *, images: str = "everyday", **fault: object) -> Fault:
    """Return a fault of the plan: the fields by which the broken run differs."""
    broken = replace(repaired, **fault)  # type: ignore[arg-type]
    return Fault(name=name, images=images, broken=broken, repaired=repaired)


def _of_images(name: str, plan: Plan, done: Tampering) -> Fault:
    """Return a fault of the images, which leaves the plan as it is."""
    return Fault(name=name, images="everyday", broken=plan, repaired=plan, tampering=done)


# Small enough for both arms to be over in about half a minute.
_RACE: Final = Plan(frozen_stages=7, image_size_px=64)
_ALONE: Final = replace(_RACE, arms=(FINE_TUNE,))

# In an order that says nothing. Numbers count from 1 and stand in addresses: a new one is the last.
FAULTS: Final[tuple[Fault, ...]] = (
    # Small batches for more steps: from random weights, forty are few to learn even colours in.
    _of_images("background-shortcut", replace(_RACE, batch_size=8), coloured_backgrounds),
    _of_plan("learning-rate-too-high", replace(_RACE, frozen_stages=5), body_learning_rate=0.1),
    _of_images("shuffled-labels", replace(_RACE, frozen_stages=5), shuffled_labels),
    _of_plan("few-validation-images", _RACE, val_per_class=1),
    _of_plan("wrong-normalisation", replace(_RACE, epochs=6), normalisation="none"),
    _of_plan(
        "batchnorm-tiny-batches",
        replace(
            _ALONE,
            frozen_stages=5,
            epochs=6,
            batch_size=2,
            head_learning_rate=1e-3,
            body_learning_rate=1e-4,
            # The default of frameworks. The repaired run keeps its statistics: there it is no
            # matter by what they would be replaced.
            batch_norm_statistics="running",
        ),
        batch_norm="training",
    ),
    _of_images("leak", replace(_RACE, frozen_stages=0, epochs=8), leaked),
    _of_plan(
        "frozen-far-domain",
        replace(_ALONE, frozen_stages=2, augmentation="crop"),
        images="digits",
        frozen_stages=ALL,
    ),
    _of_images("far-domain", replace(_RACE, augmentation="none"), permuted_pixels),
    # Both arms, though only scratch is judged otherwise: fine-tuning shows that the validation
    # images are not at fault. In large batches there are few steps, in which running averages
    # cannot catch up, and small ones let scratch learn its training images all the same.
    _of_plan(
        "stale-statistics",
        replace(_RACE, batch_size=32, scratch_learning_rate=1e-3),
        batch_norm_statistics="running",
    ),
)

# Of each sample, a plan without a fault: what it reaches tells what is unusual.
USUAL: Final[Mapping[str, Plan]] = {
    "everyday": _RACE,
    "digits": next(fault.repaired for fault in FAULTS if fault.images == "digits"),
}
