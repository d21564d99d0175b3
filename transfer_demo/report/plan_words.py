"""A plan in words: what always counts, and whatever differs from the defaults."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from transfer_demo.backbones import catalogue
from transfer_demo.choices import NUMBER_FIELDS, OPTION_FIELDS
from transfer_demo.plan import SCRATCH, Plan, ResolvedPlan
from transfer_demo.wording import counted

_ALWAYS: Final = ("epochs", "image_size_px", "batch_size", "seed", "augmentation")
_UNITS: Final = {"image_size_px": " px", "scratch_epochs_factor": " times as many"}


def plan_words(plan: ResolvedPlan) -> Mapping[str, str]:
    """Return the choices of a plan by their labels, in words."""
    backbone = catalogue.get(plan.backbone)
    words = {
        "Pretrained CNN": backbone.title,
        "Frozen stages": f"{plan.frozen_stages} of {len(backbone.stages)}",
    }
    for field in fields(Plan):
        value = getattr(plan, field.name)
        if field.name not in _ALWAYS and value == field.default:
            continue
        if field.name in OPTION_FIELDS:
            option = OPTION_FIELDS[field.name]
            words[option.label] = option.options[value]
        elif field.name in NUMBER_FIELDS:
            unit = _UNITS.get(field.name, "")
            words[NUMBER_FIELDS[field.name].label] = f"{value:,}{unit}"
    return words


def epochs_words(plan: ResolvedPlan) -> str:
    """Write how long both arms are trained: "10 epochs (40 from scratch)"."""
    longer = plan.epochs_of(SCRATCH)
    more = f" ({longer:,} from scratch)" if SCRATCH in plan.arms and longer > plan.epochs else ""
    return f"{counted(plan.epochs, 'epoch')}{more}"
