"""The events of a job: what is measured, and a `Finished` at its end whatever happens.

This is the one place in which a failure becomes an event. No torch here before a job begins.
"""

from collections.abc import Callable, Iterator

from transfer_demo.events import Event, Finished, Outcome
from transfer_demo.plan import SCORE
from transfer_demo.training.failure_message import failure_message
from transfer_demo.training.job import Job
from transfer_demo.training.meter import Meter, Stopped

Train = Callable[[Job, Meter], Iterator[Event]]
"""What a job does: it yields what it measures, and raises what ends it early."""


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
    try:
        work = train or _work_of(job.arm)
        meter.restart()  # loading torch is no part of a training
        for event in work(job, meter):
            yield event
            if isinstance(event, Finished):  # it tells its own end, as a recorded one does
                return
        outcome = "done"
    except Stopped:
        outcome = "stopped"
    except Exception as exc:
        message = failure_message(exc, arm=job.arm)
    yield Finished(arm=job.arm, outcome=outcome, seconds=meter.seconds(), message=message)


def _work_of(arm: str) -> Train:
    # Both bring torch, so they are imported only where and when something is trained.
    if arm == SCORE:
        from transfer_demo.training.scoring import score

        return score
    from transfer_demo.training.loop import train

    return train
