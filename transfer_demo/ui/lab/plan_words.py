"""What was chosen, in the words of a line under a result."""

from transfer_demo.plan import SCRATCH, Plan
from transfer_demo.wording import counted


def epochs_words(plan: Plan) -> str:
    """Write how long both arms are trained: "10 epochs (40 from scratch)"."""
    longer = plan.epochs_of(SCRATCH)
    more = f" ({longer:,} from scratch)" if SCRATCH in plan.arms and longer > plan.epochs else ""
    return f"{counted(plan.epochs, 'epoch')}{more}"
