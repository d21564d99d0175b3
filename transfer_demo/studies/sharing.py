"""Which trainings can use the same frozen features, so that a worker computes them only once."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from transfer_demo.plan import FINE_TUNE, ResolvedPlan

# What a plan may differ in while the features at a freeze boundary stay the same: how the rest is
# trained on them, and how many of the training images are used (nested subsets of the same ones).
_FREE: Final = frozenset(
    {
        "frozen_stages",
        "epochs",
        "scratch_epochs_factor",
        "updates_per_epoch",
        "batch_size",
        "arms",
        "head_learning_rate",
        "body_learning_rate",
        "scratch_learning_rate",
        "head_start",
        "batch_norm",
        "batch_norm_statistics",
        "class_weights",
        "train_per_class",
    }
)


def boundaries(plan: ResolvedPlan, others: Iterable[ResolvedPlan]) -> tuple[int, ...]:
    """Return the freeze boundaries at which the others will ask for features of this plan's views.

    Those are the numbers of frozen stages, ascending, of all fine-tunings with the same network,
    seed, image size and views. Without frozen stages there are no features: 0 is left out.

    Args:
        others: `plan` itself may be among them and then counts too.
    """
    views = _views(plan)
    depths = {
        other.frozen_stages
        for other in others
        if FINE_TUNE in other.arms and _views(other) == views
    }
    return tuple(sorted(depth for depth in depths if depth > 0))


def _views(plan: ResolvedPlan) -> dict[str, Any]:
    """Return the choices that decide which pictures go through which network."""
    return {name: value for name, value in asdict(plan).items() if name not in _FREE}
