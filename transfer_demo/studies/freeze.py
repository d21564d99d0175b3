"""How many layers? The same training with 0, 1, 2, ... or all stages of the backbone frozen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from transfer_demo.plan import FINE_TUNE, SCRATCH, Plan

# Two other ways to train everything: as good a start as a probe can give (Kumar et al. 2022), and
# BatchNorm that forgets what it knew.
VARIANTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "probe_first": {"head_start": "probe"},
    "batch_norm": {"batch_norm": "training"},
}


def plans(
    base: Plan, *, stages: int, seeds: Sequence[int], variants: Collection[str] = ()
) -> tuple[Plan, ...]:
    """Return the plans of the study, the quick and telling ones of each seed first.

    Per seed: everything frozen, scratch, then ever fewer frozen stages, then the variants.

    Args:
        base: a resolved plan; what does not vary is taken from it.
        stages: how many stages the backbone has.
        seeds: the seeds, each a split and a training of its own.
        variants: names from `VARIANTS`; one that the base plan has anyway is left out.

    Raises:
        ValueError: a variant is unknown.
    """
    unknown = set(variants) - set(VARIANTS)
    if unknown:
        raise ValueError(
            f"There are no variants {sorted(unknown)}: choose of {', '.join(VARIANTS)}."
        )
    return tuple(plan for seed in seeds for plan in _of_seed(base, stages, seed, variants))


def _of_seed(base: Plan, stages: int, seed: int, variants: Collection[str]) -> list[Plan]:
    tuned = replace(base, seed=seed, arms=(FINE_TUNE,))
    scratch = replace(base, seed=seed, arms=(SCRATCH,))
    depths = [replace(tuned, frozen_stages=k) for k in range(stages, -1, -1)]
    full = depths[-1]
    varied = [replace(full, **change) for name, change in VARIANTS.items() if name in variants]
    return [depths[0], scratch, *depths[1:], *(plan for plan in varied if plan != full)]
