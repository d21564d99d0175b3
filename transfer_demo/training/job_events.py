"""The events of a job: what is measured, and a `Finished` at its end whatever happens.

This is the one place in which a failure becomes an event. No torch here before a job begins.
"""

import logging
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Final

from transfer_demo.events import Event, Finished, Outcome
from transfer_demo.plan import SCORE
from transfer_demo.training.failure_message import failure_message
from transfer_demo.training.job import Job
from transfer_demo.training.meter import Meter, Stopped

if TYPE_CHECKING:
    from transfer_demo.training.network import Network

_LOG: Final = logging.getLogger(__name__)

Work = Generator[Event, None, "Network | None"]
Train = Callable[[Job, Meter], Work]
"""What a job does: it yields what it measures, and raises what ends it early.

It returns the network that it trained, if it did.
"""


def job_events(
    job: Job, should_stop: Callable[[], bool], *, train: Train | None = None
) -> Iterator[Event]:
    """Yield the events of a job; the last one, and only the last one, is a `Finished`.

    Args:
        job: one arm, with its plan and its images.
        should_stop: asked before every batch; the job ends when it says yes.
        train: the training loop unless another is given, or the scoring where a score is asked for.
    """
    meter = Meter(job.arm, should_stop)
    outcome: Outcome = "failed"
    message = ""
    network = None
    try:
        work = train or _work_of(job.arm)
        meter.restart()  # loading torch is no part of a training
        said = work(job, meter)
        while True:
            event = next(said)
            yield event
            if isinstance(event, Finished):  # it tells its own end, as a recorded one does
                return
    except StopIteration as end:
        outcome, network = "done", end.value
    except Stopped:
        outcome = "stopped"
    except Exception as exc:
        message = failure_message(exc, arm=job.arm)
    seconds = meter.seconds()  # to keep a model is no part of it either
    model = b"" if network is None else _kept(job, network)
    yield Finished(arm=job.arm, outcome=outcome, seconds=seconds, message=message, model=model)


def _work_of(arm: str) -> Train:
    # Both bring torch, so they are imported only where and when something is trained.
    if arm == SCORE:
        from transfer_demo.training.scoring import score

        return score
    from transfer_demo.training.loop import train

    return train


def _kept(job: Job, network: "Network") -> bytes:
    """Return the file of a trained network where it is to be kept.

    What was measured stands without it, so nothing that goes wrong here ends a training.
    """
    if not job.keeps_model:
        return b""
    from transfer_demo.training.packed_network import pack

    try:
        return pack(network, job)
    except Exception:
        _LOG.exception("The network of arm %s cannot be kept", job.arm)
        return b""
