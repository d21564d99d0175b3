"""One attempt at a job: what the training says, and a `Finished` at its end whatever happens."""

import logging
from collections.abc import Callable, Iterator
from time import monotonic

from transfer_demo.errors import TransferDemoError
from transfer_demo.events import Event, Finished
from transfer_demo.plan import SCORE
from transfer_demo.training.job import Job

logger = logging.getLogger(__name__)

Train = Callable[[Job, Callable[[], bool]], Iterator[Event]]


def attempt(
    job: Job, should_stop: Callable[[], bool], *, train: Train | None = None
) -> Iterator[Event]:
    """Yield the events of a job; the last one, and only the last one, is a `Finished`.

    `train` is the training loop unless another is given, or the scoring where a score is asked for.
    """
    begun = monotonic()
    try:
        for event in (train or _work_of(job.arm))(job, should_stop):
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


def _work_of(arm: str) -> Train:
    # Both bring torch, so they are imported only where and when something is trained.
    if arm == SCORE:
        from transfer_demo.training.scoring import score

        return score
    from transfer_demo.training.loop import train

    return train
