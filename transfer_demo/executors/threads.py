"""How many cores a training may use, so that those that run side by side do not fight over them."""

from transfer_demo.plan import ResolvedPlan


def threads_for(plan: ResolvedPlan, *, in_study: bool = False) -> int | None:
    """Return the cores of each arm of a run: one where several run, all (None) for an arm alone.

    Arms that race run side by side, and so do the many runs of a study. The answer follows from
    the order alone, not from how busy the machine is, because results differ in the last digits
    between thread counts: the same plan gives the same curve, and a cell of a study that of the
    same arm in a race.
    """
    return 1 if in_study or len(plan.arms) > 1 else None
