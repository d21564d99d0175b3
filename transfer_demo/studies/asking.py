"""From a question to the trainings that answer it, each with its images."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from transfer_demo.backbones import catalogue, weights
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.errors import PlanError
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.split import split, split_as_planned
from transfer_demo.plan import SCRATCH, Plan, ResolvedPlan
from transfer_demo.studies import backbones, catch_up, freeze, labels
from transfer_demo.studies.cell import CellOrder
from transfer_demo.studies.seeds import SEEDS


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with all that is needed to answer it. `plan` is what stays the same."""

    question: str
    plan: ResolvedPlan
    seeds: tuple[int, ...]
    orders: tuple[CellOrder, ...]

    @property
    def pretrained(self) -> tuple[str, ...]:
        """The networks whose published weights are needed, each once."""
        plans = [plan for plan, _ in self.orders if SCRATCH not in plan.arms]
        return tuple(dict.fromkeys(plan.backbone for plan in plans))


def ask_freeze(
    images: ImageSet, plan: Plan, *, seeds: int, variants: Collection[str] = ()
) -> Asked:
    """Ask how many layers should be frozen; `variants` are keys of `freeze.VARIANTS`.

    Raises:
        TransferDemoError: the plan, the number of seeds or the images cannot be used.
    """
    unknown = [name for name in variants if name not in freeze.VARIANTS]
    if unknown:
        known = ", ".join(freeze.VARIANTS)
        raise PlanError(f"There is no variant {unknown[0]!r}, and it must be one of: {known}.")
    base, numbers = _fixed(plan, seeds)
    stages = len(catalogue.get(base.backbone).stages)
    plans = freeze.plans(base, stages=stages, seeds=numbers, variants=variants)
    return Asked(question="freeze", plan=base, seeds=numbers, orders=_orders(images, plans))


def ask_labels(images: ImageSet, plan: Plan, *, seeds: int) -> Asked:
    """Ask how many labelled images fine-tuning saves.

    Raises:
        TransferDemoError: the plan, the number of seeds or the images cannot be used.
    """
    base, numbers = _fixed(plan, seeds)
    # What looks alike is not divided, so a class may have more to learn from in another split.
    counts = {seed: class_counts(images, replace(base, seed=seed)) for seed in numbers}
    sizes = labels.sizes(itertools.chain(*counts.values()), limit=base.train_per_class)
    updates = {
        seed: base.updates_in_epoch(sum(min(count, sizes[-1]) for count in of_classes))
        for seed, of_classes in counts.items()
    }
    plans = labels.plans(base, sizes=sizes, updates=updates)
    return Asked(question="labels", plan=base, seeds=numbers, orders=_orders(images, plans))


def ask_catch_up(images: ImageSet, plan: Plan, *, seeds: int) -> Asked:
    """Ask whether scratch reaches fine-tuning when it is trained longer.

    Raises:
        TransferDemoError: the plan, the number of seeds or the images cannot be used.
    """
    base, numbers = _fixed(replace(plan, scratch_epochs_factor=1), seeds)
    plans = catch_up.plans(base, seeds=numbers)
    return Asked(question="catch-up", plan=base, seeds=numbers, orders=_orders(images, plans))


def ask_scores(images: ImageSet, plan: Plan, *, seeds: int, names: Sequence[str]) -> Asked:
    """Ask each backbone, by one look at the images, how well it would do.

    Raises:
        TransferDemoError: a backbone, the number of seeds or the images cannot be used.
    """
    if not names:
        raise PlanError("No pretrained CNN is chosen, and at least one is needed to compare.")
    base, numbers = _fixed(replace(plan, scratch_epochs_factor=1), seeds)
    plans = backbones.score_plans(base, names=names, seeds=numbers)
    return Asked(question="backbones", plan=base, seeds=numbers, orders=_orders(images, plans))


def ask_trainings(images: ImageSet, plan: Plan, *, seeds: int, names: Sequence[str]) -> Asked:
    """Ask each backbone how well it really does, when it is fine-tuned at its default depth.

    Raises:
        TransferDemoError: a backbone, the number of seeds or the images cannot be used.
    """
    base, numbers = _fixed(replace(plan, scratch_epochs_factor=1), seeds)
    plans = backbones.train_plans(base, names=names, seeds=numbers)
    return Asked(question="backbones", plan=base, seeds=numbers, orders=_orders(images, plans))


def available() -> tuple[str, ...]:
    """Return the backbones whose weights are on this machine, in the order of the catalogue."""
    return tuple(
        name for name, entry in catalogue.CATALOGUE.items() if weights.status(entry) != "download"
    )


def class_counts(images: ImageSet, plan: Plan) -> list[int]:
    """Return how many training images each class has, as the plan's seed divides them.

    Raises:
        ImagesError: the images cannot be divided.
    """
    counts = [0] * len(images.classes)
    for example in split(images, seed=plan.seed).train:
        counts[example.label] += 1
    return counts


def _fixed(plan: Plan, seeds: int) -> tuple[ResolvedPlan, tuple[int, ...]]:
    SEEDS.check(seeds)
    base = resolve_plan(plan)
    return base, tuple(range(base.seed, base.seed + seeds))


def _of_its_arm(plan: ResolvedPlan) -> ResolvedPlan:
    """Return the plan without what does not concern its arm.

    How long scratch trains changes nothing for the others: they are the same trainings, and what
    was measured of them before holds.
    """
    return plan if SCRATCH in plan.arms else replace(plan, scratch_epochs_factor=1)


def _orders(images: ImageSet, plans: Iterable[ResolvedPlan]) -> tuple[CellOrder, ...]:
    return tuple(_divided(images, plans))


def _divided(images: ImageSet, plans: Iterable[ResolvedPlan]) -> Iterator[CellOrder]:
    """Divide the images as each plan says, once for all plans that say the same."""
    parts: dict[tuple[int, int | None, int | None], LabelledImages] = {}
    for plan in map(_of_its_arm, plans):
        limits = (plan.seed, plan.train_per_class, plan.val_per_class)
        if limits not in parts:
            parts[limits] = split_as_planned(images, plan)
        yield plan, parts[limits]
