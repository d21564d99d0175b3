"""A run while it is trained: which arms are with the executor, and how to stop them."""

import threading
from collections.abc import Iterable

from transfer_demo.executors.protocol import Ticket


class LiveRun:
    """A run whose jobs are with the executor. Safe to share between threads.

    `owner` is whoever started it, `study` the token of the study that it was made for. `deleted` is
    set when the store no longer knows the run.
    """

    def __init__(self, arms: Iterable[str], *, owner: str, study: str | None = None) -> None:
        self.owner = owner
        self.study = study
        self._unfinished = set(arms)
        self._tickets: list[Ticket] = []
        self._lock = threading.Lock()
        self.stopping = False
        self.deleted = False

    @property
    def unfinished(self) -> int:
        """How many arms are not over."""
        return len(self._unfinished)

    def expects(self, arm: str) -> bool:
        """Whether this arm still has something to say."""
        return arm in self._unfinished

    def end(self, arm: str) -> None:
        """Note that an arm is over."""
        with self._lock:
            self._unfinished.discard(arm)

    def add(self, ticket: Ticket) -> None:
        """Keep a ticket for `stop`; if that was called before, the job stops now."""
        with self._lock:
            self._tickets.append(ticket)
            late = self.stopping
        if late:
            ticket.stop()

    def stop(self) -> None:
        """Ask all jobs to stop, once."""
        with self._lock:
            tickets = () if self.stopping else tuple(self._tickets)
            self.stopping = True
        for ticket in tickets:
            ticket.stop()
