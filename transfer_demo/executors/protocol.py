"""What an executor is: the plug-in point between a run and the machine that trains it."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar, TypeVarTuple

from transfer_demo.events import Event
from transfer_demo.training.job import Job

Listener = Callable[[Event], None]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Ticket(Protocol):
    """A submitted job."""

    def stop(self) -> None:
        """Ask the job to end; it says `Finished` with outcome "stopped" soon after."""

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the job has said `Finished`; False if `timeout` seconds passed before."""


class Executor(Protocol):
    """Runs jobs and passes on what they say.

    Promises, kept by the shared contract test: events of one job arrive in order, the last one is
    a `Finished`, exactly one `Finished` per job arrives, a failure is a `Finished` with a message
    and never an exception in the caller, and a job whose worker died is run again.
    """

    def submit(self, job: Job, listener: Listener, *, priority: int = 0) -> Ticket:
        """Queue a job. `listener` is called for each event, from a thread of the executor's.

        A higher `priority` starts sooner.
        """

    def call(self, function: Callable[[*Ts], T], *args: *Ts) -> "Future[T]":
        """Run a remote call where trainings run: a function of a module, over in seconds.

        It does not wait until a training is over. A failure is a TransferDemoError in the future;
        the caller gets a future in any case, and should not wait for it while somebody looks on.
        A remote call whose worker died is run again, once.
        """

    def slots(self) -> int:
        """Return how many jobs can run at the same time."""

    def close(self) -> None:
        """Stop what runs and release workers and connections."""
