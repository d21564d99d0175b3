"""One attempt at a job: what the training says, and a `Finished` at its end whatever happens."""

import logging
from collections.abc import Callable, Iterator
from time import monotonic

from transfer_demo.errors import TransferDemoError
from transfer_demo.events import Event, Finished
from transfer_demo.training.job import Job

logger = logging.getLogger(__name__)

Train = Callable[[Job, Callable[[], bool]], Iterator[Event]]


def attempt(
    job: Job, should_stop: Callable[[], bool], *, train: Train | None = None
) -> Iterator[Event]:
    """Yield the events of a job; the last one, and only the last one, is a `Finished`.

    `train` is the training loop unless another is given.
    """
    begun = monotonic()
    try:
        for event in (train or _training_loop())(job, should_stop):
            yield event
            if isinstance(event, Finished):
                return
        message = "The training ended before it was done. Start it again."
    except TransferDemoError as exc:
        message = str(exc)
    except Exception as exc:
        logger.exception("The training of arm %s failed", job.arm)
        message = f"The training failed unexpectedly ({type(exc).__name__}: {exc})."
    yield Finished(arm=job.arm, outcome="failed", seconds=monotonic() - begun, message=message)


def _training_loop() -> Train:
    # It brings torch, so it is imported only where and when something is trained.
    from transfer_demo.training.loop import train

    return train
