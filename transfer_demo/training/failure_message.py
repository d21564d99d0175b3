"""The sentence for an exception that ended a training or a scoring. No torch here."""

import logging

from transfer_demo.errors import TransferDemoError
from transfer_demo.plan import SCORE

logger = logging.getLogger(__name__)


def failure_message(exc: Exception, *, arm: str) -> str:
    """Return what is said to the person who waits; what nobody expected is logged, too."""
    if isinstance(exc, TransferDemoError):
        return str(exc)
    work = "scoring" if arm == SCORE else "training"
    if _is_out_of_memory(exc):
        remedy = "or fewer images" if arm == SCORE else "or batch size, or freeze more stages"
        return (
            f"The {work} needs more memory than the machine has. Choose a smaller image size "
            f"{remedy}."
        )
    logger.error("arm %s ended with an unexpected error", arm, exc_info=exc)
    what = f"{type(exc).__name__}: {exc}".rstrip(": .")
    return f"The {work} ended with an error that we did not expect: {what}."


def _is_out_of_memory(exc: Exception) -> bool:
    # By name, as torch may not be loaded: torch.OutOfMemoryError speaks of a graphics card.
    return isinstance(exc, MemoryError) or type(exc).__name__ == "OutOfMemoryError"
