"""Training in the calling thread: for the command line, for notebooks, and to step through it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple

from transfer_demo.events import Finished
from transfer_demo.executors.event_listener import tell
from transfer_demo.executors.protocol import Listener
from transfer_demo.executors.remote_call import CLOSED, begun, refused, settle
from transfer_demo.training.job import Job
from transfer_demo.training.job_events import Train, job_events

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class InlineTicket:
    """A job that ran, or runs, in the thread that submitted it."""

    def __init__(self) -> None:
        self.stop_asked = threading.Event()
        self.finished = threading.Event()

    def stop(self) -> None:
        """Ask the job to end after its current batch. Any thread may call this."""
        self.stop_asked.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the job has said `Finished`; False if `timeout` seconds passed before."""
        return self.finished.wait(timeout)


class InlineExecutor:
    """Runs each job to its end inside `submit`; priorities have nothing to decide here.

    `submit` returns its ticket when all is over, so a job that runs is stopped by `close`, called
    from the listener or from another thread. `train` is the training loop unless given.
    """

    def __init__(self, *, train: Train | None = None) -> None:
        self._train = train
        self._closed = False
        # Jobs of several threads run one after the other. A listener may submit the next job while
        # its own is being told `Finished`, hence re-entrant.
        self._turn = threading.RLock()
        self._running: set[InlineTicket] = set()

    def submit(self, job: Job, listener: Listener, *, priority: int = 0) -> InlineTicket:
        """Run the job; `listener` is called in this thread, and the job is over on return."""
        ticket = InlineTicket()
        with self._turn:
            self._running.add(ticket)
            if self._closed:
                ticket.stop()
            try:
                self._run(job, listener, ticket)
            finally:
                self._running.discard(ticket)
                ticket.finished.set()
        return ticket

    def call(self, function: Callable[[*Ts], T], *args: *Ts) -> "Future[T]":
        """Run a remote call in this thread; it is over on return."""
        if self._closed:
            return refused(CLOSED)
        future: Future[T] = begun()
        settle(future, function, *args)
        return future

    def slots(self) -> int:
        """Return 1: there is one calling thread."""
        return 1

    def close(self) -> None:
        """Stop what runs. Jobs that come later are answered with outcome "stopped"."""
        self._closed = True
        for ticket in tuple(self._running):
            ticket.stop()

    def _run(self, job: Job, listener: Listener, ticket: InlineTicket) -> None:
        if ticket.stop_asked.is_set():
            tell(listener, Finished(arm=job.arm, outcome="stopped", seconds=0.0))
            return
        for event in job_events(job, ticket.stop_asked.is_set, train=self._train):
            tell(listener, event)
