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

    Args:
        executor: where they run.
        jobs: any number of them.
        listener: called with each event and the job that said it, from threads of the executor's.

    Raises:
        KeyboardInterrupt: as anything else that is raised here, after the jobs have stopped.
    """
    room = _Room(executor)
    tickets: list[Ticket] = []

    def hear(job: Job, event: Event) -> None:
        try:
            listener(job, event)
        finally:
            if isinstance(event, Finished):
                room.leave()

    try:
        for job in jobs:
            room.enter()
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


class _Room:
    """Counts the jobs that are with an executor. Workers may join and leave at any time."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._inside = 0
        self._changed = threading.Condition()

    def enter(self) -> None:
        """Wait until there is room for one more.

        There is room for one even where no worker has joined yet: it waits with the executor.
        """
        with self._changed:
            while self._inside >= max(self._executor.slots(), 1):
                self._changed.wait(_STEP_SECONDS)
            self._inside += 1

    def leave(self) -> None:
        """Make room for another job."""
        with self._changed:
            self._inside -= 1
            self._changed.notify()
