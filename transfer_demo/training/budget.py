"""How many views fit into a worker's memory. Arms of equal length must come to the same number."""

import math
from dataclasses import dataclass
from typing import Final

from transfer_demo.plan import Plan
from transfer_demo.training.recipe import passes

# Per worker, for kept activations, and again for kept views (one arm needs one, one the other).
MEMORY_LIMIT_BYTES: Final = 512 * 2**20


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What an arm may keep in memory. `notes` say what differs from the plan, for the learner.

    After so many `views` of each image, the first one comes again.
    """

    views: int
    keep_views: bool
    keep_activations: bool
    notes: tuple[str, ...] = ()


def fit(
    plan: Plan,
    *,
    arm: str,
    train_images: int,
    validation_images: int,
    boundary_bytes: int | None,
    limit: int = MEMORY_LIMIT_BYTES,
) -> Budget:
    """Return as many views as the plan asks for, or as many as fit.

    Who sees the images more often has as many more views: few that come again and again would be a
    handicap of a small number of images, or of an arm that is trained for more epochs. What does
    not fit even once is not kept but made anew in each epoch: slower, same result.

    Args:
        plan: a resolved plan.
        arm: which of its arms.
        train_images: number of training images.
        validation_images: number of validation images, which have one view.
        boundary_bytes: activations of one image at the freeze boundary; None if nothing is frozen.
        limit: bytes for each of the two kinds of thing that are kept.
    """
    shown, times = passes(train_images, plan=plan), plan.epochs_of(arm) // plan.epochs
    wanted = min(math.ceil(plan.views * max(shown / plan.epochs, 1)), shown)
    if plan.augmentation == "none":
        wanted = times = 1
    pixel_bytes = 3 * plan.image_size_px**2

    def views_within(image_bytes: int) -> int:
        left = limit - validation_images * image_bytes
        return max(left // (train_images * image_bytes), 0)

    views_kept = views_within(pixel_bytes)
    activations_kept = wanted if boundary_bytes is None else views_within(boundary_bytes)
    views = min([wanted, *(n for n in (views_kept, activations_kept) if n)])
    notes = []
    if views < wanted:
        notes.append(
            f"Each image has {views * times} views instead of {wanted * times}: more do not fit "
            f"into {limit // 2**20} MB of memory."
        )
    if not activations_kept:
        notes.append(
            "The activations of the frozen stages do not fit into memory, so they are computed "
            "again in every epoch. Smaller images or fewer of them would make this much faster."
        )
    return Budget(
        views=views * times,
        keep_views=views_kept >= views * times,
        keep_activations=boundary_bytes is not None and activations_kept > 0,
        notes=tuple(notes),
    )
