"""Which CNN? Scores from one look at the images, and what fine-tuning then really gives."""

from collections.abc import Sequence
from dataclasses import replace

from transfer_demo.backbones.catalogue import get
from transfer_demo.plan import FINE_TUNE, SCORE, Plan, default_frozen_stages


def score_plans(base: Plan, *, names: Sequence[str], seeds: Sequence[int]) -> tuple[Plan, ...]:
    """Return the plans that look at the images once through each frozen network.

    Args:
        base: a resolved plan; what does not vary is taken from it.
        names: backbones of the catalogue.
        seeds: the seeds, each a split of its own.
    """
    return tuple(
        replace(base, seed=seed, backbone=name, frozen_stages=len(get(name).stages), arms=(SCORE,))
        for seed in seeds
        for name in names
    )


def train_plans(base: Plan, *, names: Sequence[str], seeds: Sequence[int]) -> tuple[Plan, ...]:
    """Return the plans that fine-tune each network, each at its default depth.

    Args:
        base: a resolved plan; what does not vary is taken from it.
        names: backbones of the catalogue.
        seeds: the seeds, each a split and a training of its own.
    """
    return tuple(
        replace(
            base,
            seed=seed,
            backbone=name,
            frozen_stages=default_frozen_stages(len(get(name).stages)),
            arms=(FINE_TUNE,),
        )
        for seed in seeds
        for name in names
    )
