"""Our own arms, each alone and in this process, through the Python interface that users call.

The training sets the allocator itself, as it does in the app.
"""

from dataclasses import replace

from tests.benchmarks.stopwatch import watched
from tests.benchmarks.trial import Outcome, Trial
from transfer_demo import compare
from transfer_demo.plan import ALL, FINE_TUNE, SCRATCH, Plan


def fine_tune(trial: Trial, *, all_frozen: bool) -> Outcome:
    """Run the fine-tuning arm with every stage frozen, or with as many as the plan says."""
    plan = replace(trial.plan, arms=(FINE_TUNE,))
    return _run(trial, replace(plan, frozen_stages=ALL) if all_frozen else plan)


def from_scratch(trial: Trial) -> Outcome:
    """Run the arm with random weights."""
    return _run(trial, replace(trial.plan, arms=(SCRATCH,)))


def _run(trial: Trial, plan: Plan) -> Outcome:
    with watched() as parts:
        (arm,) = compare(trial.images, plan).history.arms.values()
    assert arm.finished is not None
    return Outcome(
        val_accuracies=tuple(epoch.val_accuracy for epoch in arm.epochs),
        own_seconds=arm.finished.seconds,
        parts=parts,
    )
