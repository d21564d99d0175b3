"""How many views an arm has, and what of them fits into a worker's memory."""

import math
from dataclasses import dataclass
from typing import Final

from transfer_demo.plan import Plan
from transfer_demo.training.batches import passes

# Per worker: for what a job keeps, and again for the cache that trainings of a study share.
MEMORY_LIMIT_BYTES: Final = 512 * 2**20


@dataclass(frozen=True, kw_only=True)
class MemoryBudget:
    """What an arm may keep in memory. `notes` say what that changes, for the learner.

    After so many `views` of each image, the first one comes again. Where there are cached
    activations of each, cached views save no more than decoding each image again, so activations
    go first.
    """

    views: int
    cache_views: bool
    cache_activations: bool
    notes: tuple[str, ...] = ()


def memory_budget(
    plan: Plan,
    *,
    arm: str,
    train_images: int,
    validation_images: int,
    boundary_bytes: int | None,
    limit: int = MEMORY_LIMIT_BYTES,
) -> MemoryBudget:
    """Return how many views an arm has, and whether they fit.

    Who sees the images more often has as many more views: few that come again and again would be a
    handicap of a small number of images, or of an arm that is trained for more epochs. What does
    not fit is not kept but made anew in each epoch: slower, same result. Fewer views instead would
    be a handicap of a depth whose activations are large.

    Args:
        arm: which of its arms.
        train_images: number of training images.
        validation_images: number of validation images, which have one view.
        boundary_bytes: activations of one image at the freeze boundary; None if the arm has none.
        limit: bytes for all that is kept.
    """
    views = _views(plan, arm=arm, train_images=train_images)
    rows = train_images * views + validation_images
    cache_activations = boundary_bytes is not None and rows * boundary_bytes <= limit
    notes: tuple[str, ...] = ()
    if boundary_bytes is not None and not cache_activations:
        notes = (
            f"The activations of the frozen stages do not fit into {limit // 2**20} MB of memory, "
            "so they are computed again in every epoch: slower, same result.",
        )
    left = limit - (rows * boundary_bytes if boundary_bytes and cache_activations else 0)
    return MemoryBudget(
        views=views,
        cache_views=rows * 3 * plan.image_size_px**2 <= left,
        cache_activations=cache_activations,
        notes=notes,
    )


def _views(plan: Plan, *, arm: str, train_images: int) -> int:
    if plan.augmentation == "none":
        return 1
    shown, times = passes(train_images, plan=plan), plan.epochs_of(arm) // plan.epochs
    return times * min(math.ceil(plan.views * max(shown / plan.epochs, 1)), shown)
