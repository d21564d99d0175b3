"""The scheduler whose workers train instead of this machine, where one is set."""

import os
from typing import Final

VARIABLE: Final = "TRANSFER_DEMO_SCHEDULER"


def scheduler_address() -> str | None:
    """Return the address of the scheduler; None where this machine trains by itself.

    Its workers bring their own weights: what lies on this machine is no matter to them.
    """
    return os.environ.get(VARIABLE) or None
