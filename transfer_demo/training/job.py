"""The order for one arm: everything a worker needs, as plain values that travel. No torch here."""

from dataclasses import dataclass

from transfer_demo.images.dataset import LabelledImages
from transfer_demo.plan import ResolvedPlan


@dataclass(frozen=True, kw_only=True)
class Job:
    """One arm of a run.

    `threads` is how many cores the training may use; None means all of the machine's. Results
    can differ in the last digits between thread counts, so it is part of the order. `shared` are
    the freeze boundaries that other jobs on the same images will ask for: what a worker computes
    for this one is kept for them. `begun_before` says that a worker which is gone had begun it.
    With `keeps_model` the last event brings what was trained.
    """

    run: str
    arm: str
    plan: ResolvedPlan
    images: LabelledImages
    threads: int | None = None
    shared: tuple[int, ...] = ()
    begun_before: bool = False
    keeps_model: bool = False
