"""How a job ended, and what is said about it: nothing that goes wrong leaves it without an end."""

import logging
from types import TracebackType
from typing import Self

import torch

from transfer_demo.errors import TransferDemoError
from transfer_demo.events import Finished, Outcome
from transfer_demo.training.meter import Meter, Stopped

logger = logging.getLogger(__name__)


class Ending:
    """Catches what ends the work inside it, a stop or an error, and remembers it in words.

    Args:
        what: the work, as the first words of a sentence: "The training".
        less_memory: a sentence about what to choose when the memory is not enough.
    """

    def __init__(self, what: str, *, less_memory: str) -> None:
        self._what = what
        self._less_memory = less_memory
        self._outcome: Outcome = "failed"
        self._message = ""

    def finished(self, meter: Meter) -> Finished:
        """Return the last event of the job."""
        return Finished(
            arm=meter.arm, outcome=self._outcome, seconds=meter.seconds(), message=self._message
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if exc is None:
            self._outcome = "done"
        elif isinstance(exc, Stopped):
            self._outcome = "stopped"
        elif isinstance(exc, TransferDemoError):
            self._message = str(exc)
        elif isinstance(exc, MemoryError | torch.OutOfMemoryError):
            self._message = (
                f"{self._what} needs more memory than the machine has. {self._less_memory}"
            )
        elif isinstance(exc, Exception):
            logger.error("a job ended with an unexpected error", exc_info=exc)
            self._message = f"{self._what} ended with an error that we did not expect: {exc}"
        else:
            return False  # Ctrl-C, or nobody listens any more
        return True
