"""Many jobs on one executor, no more at a time than it has room for."""

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from transfer_demo.events import Event, Finished
from transfer_demo.executors.protocol import Executor, Ticket
from transfer_demo.training.job import Job

_SECONDS_TO_STOP: Final = 60.0
# Waiting in short steps lets Ctrl-C through on Windows.
_STEP_SECONDS: Final = 0.2


def run_together(
    executor: Executor, jobs: Iterable[Job], listener: Callable[[Job, Event], None]
) -> None:
    """Run jobs in their order and return when all are over.

    A job is made when there is room for it: its images need not wait in memory.

    Args:
        executor: where they run.
        jobs: any number of them.
        listener: called with each event and the job that said it, from threads of the executor's.

    Raises:
        KeyboardInterrupt: as anything else that is raised here, after the jobs have stopped.
    """
    free = threading.Semaphore(executor.slots())
    tickets: list[Ticket] = []

    def hear(job: Job, event: Event) -> None:
        try:
            listener(job, event)
        finally:
            if isinstance(event, Finished):
                free.release()

    try:
        waiting = iter(jobs)
        while _acquired(free) and (job := next(waiting, None)):
            tickets.append(executor.submit(job, partial(hear, job)))
        for ticket in tickets:
            while not ticket.wait(_STEP_SECONDS):
                pass
    except BaseException:
        for ticket in tickets:
            ticket.stop()
        for ticket in tickets:
            ticket.wait(_SECONDS_TO_STOP)
        raise


def _acquired(free: threading.Semaphore) -> bool:
    """Wait until there is room; always True, so that it can stand in a condition."""
    while not free.acquire(timeout=_STEP_SECONDS):
        pass
    return True
