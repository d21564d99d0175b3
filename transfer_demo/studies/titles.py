"""What the trainings of a study are called: by what varies among them, and nothing else."""

from collections.abc import Sequence
from typing import Final

from transfer_demo.backbones import catalogue
from transfer_demo.choices import OPTION_FIELDS
from transfer_demo.plan import ARM_TITLES, FINE_TUNE, SCORE, SCRATCH, Plan, ResolvedPlan
from transfer_demo.wording import counted, times_the_epochs

_VARYING: Final = (
    "backbone",
    "frozen_stages",
    "scratch_epochs_factor",
    "train_per_class",
    *OPTION_FIELDS,
    "seed",
)


def titles(plans: Sequence[ResolvedPlan]) -> tuple[str, ...]:
    """Return the title of each plan, like "Fine-tuning, 7 stages frozen, seed 0"."""
    varying = {name for name in _VARYING if len({getattr(plan, name) for plan in plans}) > 1}
    return tuple(_title(plan, varying) for plan in plans)


def _title(plan: ResolvedPlan, varying: set[str]) -> str:
    parts = [ARM_TITLES[plan.arms[0]]]
    if "backbone" in varying:
        parts.insert(0, catalogue.get(plan.backbone).title)
    elif "frozen_stages" in varying and FINE_TUNE in plan.arms:
        parts.append(f"{counted(plan.frozen_stages, 'stage')} frozen")
    if "scratch_epochs_factor" in varying and SCRATCH in plan.arms:
        parts.append(times_the_epochs(plan.scratch_epochs_factor))
    if "train_per_class" in varying and SCORE not in plan.arms:
        images = plan.train_per_class
        parts.append(f"{counted(images, 'image')} a class" if images else "all images")
    for name, field in OPTION_FIELDS.items():
        value = getattr(plan, name)
        if name in varying and value != getattr(Plan, name):
            parts.append(f"{field.label}: {field.options[value]}")
    if "seed" in varying:
        parts.append(f"seed {plan.seed}")
    return ", ".join(parts)
