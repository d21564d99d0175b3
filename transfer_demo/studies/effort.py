"""How much work the trainings of a study are, and how long what is left of it will take."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from transfer_demo.backbones import catalogue
from transfer_demo.plan import FINE_TUNE, SCORE, SCRATCH, ResolvedPlan
from transfer_demo.studies.cell import Cell

# Before this share of the work is done, starting up takes most of the time and tells nothing.
_TELLING: Final = 0.03


def gflops(plan: ResolvedPlan, *, train_images: int, validation_images: int) -> float:
    """Estimate the operations of a training from the catalogue, 1e9 multiply-adds.

    Args:
        plan: with one arm.
        train_images: training images; the plan's limit for each class is not applied to them.
        validation_images: validation images.
    """
    backbone = catalogue.get(plan.backbone)
    scale = (plan.image_size_px / backbone.input_size_px) ** 2
    if SCORE in plan.arms:
        return train_images * backbone.gflops * scale
    frozen = plan.frozen_stages if FINE_TUNE in plan.arms else 0
    prefix = sum(stage.gflops for stage in backbone.stages[:frozen])
    suffix = backbone.gflops - prefix
    passes = plan.parts_shown(train_images, epochs=1) / plan.updates_per_pass(train_images)
    # Who sees the images more often sees more views of them, as `training.budget` has it.
    views = 1 if plan.augmentation == "none" else min(plan.views, plan.epochs) * max(passes, 1)
    # Backward costs twice as much as forward.
    shown = 3 * train_images * passes + validation_images
    if plan.batch_norm_statistics == "precise" and _statistics_move(plan):
        shown += train_images
    steps = plan.epochs_of(*plan.arms) * shown * suffix
    once = (train_images * views + validation_images) * prefix
    # The head reads what the unfrozen stages make of each view; without such it is no extra work.
    probing = (
        FINE_TUNE in plan.arms and plan.head_start == "probe" and frozen < len(backbone.stages)
    )
    probe = train_images * views * suffix if probing else 0.0
    return (steps + once + probe) * scale


def _statistics_move(plan: ResolvedPlan) -> bool:
    """Say whether BatchNorm learns statistics, which are measured again before each validation."""
    return SCRATCH in plan.arms or plan.batch_norm == "training"


def in_races(
    plans: Iterable[ResolvedPlan], *, race: ResolvedPlan, train_images: int, validation_images: int
) -> float:
    """Return how many times the work of one race the trainings of a study are.

    Args:
        plans: with one arm each.
        race: each of its arms is counted.
        train_images: training images without the limit of any plan for each class.
        validation_images: validation images.
    """

    def work(some: Iterable[ResolvedPlan]) -> float:
        sizes = {"train_images": train_images, "validation_images": validation_images}
        return sum(gflops(plan, **sizes) for plan in some)

    return work(plans) / work(replace(race, arms=(arm,)) for arm in race.arms)


def seconds_left(
    cells: Sequence[Cell], *, classes: int, train_images: int, validation_images: int
) -> float | None:
    """Return how long a study will still take at its pace so far; None while it has none.

    Args:
        cells: of the study.
        classes: how many classes there are.
        train_images: training images of the study.
        validation_images: validation images of the study.
    """
    spent = work_done = work_left = 0.0
    running = 0
    for cell in cells:
        if cell.deleted:  # nobody is going to train it
            continue
        limit = cell.plan.train_per_class
        images = train_images if limit is None else min(train_images, limit * classes)
        work = gflops(cell.plan, train_images=images, validation_images=validation_images)
        arm = cell.history
        if arm.finished:
            # What was measured before, or ended early, says nothing of today's pace.
            if cell.done and cell.measured_before is None:
                spent, work_done = spent + arm.finished.seconds, work_done + work
            continue
        fraction = min(arm.progress.fraction, 1.0) if arm.progress else 0.0
        running += arm.started is not None
        spent += arm.progress.seconds if arm.progress else 0.0
        work_done, work_left = work_done + work * fraction, work_left + work * (1 - fraction)
    if work_done <= _TELLING * (work_done + work_left):
        return None
    return work_left * spent / work_done / max(running, 1)
