"""How many cores a training may use, so that the arms of a run do not fight over them."""

from transfer_demo.plan import Plan


def threads_for(plan: Plan) -> int | None:
    """Return the cores of each arm of a run: one where arms race, all (None) for an arm alone.

    It follows from the plan alone, not from how busy the machine is, because results differ in
    the last digits between thread counts: the same plan gives the same curve.
    """
    return 1 if len(plan.arms) > 1 else None
