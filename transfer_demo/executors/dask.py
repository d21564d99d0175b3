"""Training on Dask workers: those of a cluster of our own, or those of a school.

All that the executor knows is touched by one thread of its own. It takes actions from a queue:
start this job, this message came, that job ended. So no call of `submit` or `stop` waits for the
network, and listeners are called one at a time.

Dask imports late, in that thread: the first page does not wait for it.
"""

import asyncio
import logging
import threading
import uuid
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple

from transfer_demo.errors import ExecutorError
from transfer_demo.events import Outcome
from transfer_demo.executors.dask_connection import CONFIG, DaskConnection
from transfer_demo.executors.dask_files import bring
from transfer_demo.executors.dask_remote_call import DaskRemoteCalls
from transfer_demo.executors.dask_ticket import DaskTicket
from transfer_demo.executors.lost_workers import why_lost
from transfer_demo.executors.order import order_of
from transfer_demo.executors.protocol import Listener
from transfer_demo.executors.remote_call import CLOSED, begun, refused
from transfer_demo.executors.scheduler import VARIABLE, scheduler_address
from transfer_demo.training.job import Job
from transfer_demo.training.job_events import Train

if TYPE_CHECKING:
    from distributed import Client, Future, Security

    from transfer_demo.executors.dask_job import Report

logger = logging.getLogger(__name__)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

CLOSE_SECONDS: Final = 20.0


class DaskExecutor:
    """Runs jobs on the Dask cluster at `address`; without one, starts a local cluster.

    Args:
        address: of the scheduler, like tls://scheduler.school.example:8786.
        security: certificates for it; without, those of Dask's own configuration
            (`distributed.comm.tls`, also as environment variables) are taken.
        workers: of the local cluster; see `local_cluster.default_workers`.
        train: what a job does instead of the training loop.
    """

    def __init__(
        self,
        address: str | None = None,
        *,
        security: "Security | None" = None,
        workers: int | None = None,
        train: Train | None = None,
    ) -> None:
        self._connection = DaskConnection(address, security=security, workers=workers)
        self._train = train
        self._topic = f"transfer-demo-{uuid.uuid4().hex}"
        self._tickets: dict[str, DaskTicket] = {}
        self._remote_calls = DaskRemoteCalls(self._connection)
        self._closed = False
        self._gate = threading.Lock()  # nothing may slip into the queue behind its end
        self._actions: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="dask-executor", daemon=True)
        self._thread.start()

    def submit(self, job: Job, listener: Listener, *, priority: int = 0) -> DaskTicket:
        """Queue a job and return at once, even while the cluster is still starting.

        Priorities are Dask's: they order what waits, but for a job that was placed at a worker.
        """
        ticket = DaskTicket(job, listener, stop=self._ask_stop)
        with self._gate:
            closed = self._closed
            if not closed:
                self._actions.put(partial(self._start, ticket, priority))
        if closed:
            ticket.finish("stopped")
        return ticket

    def call(self, function: Callable[[*Ts], T], *args: *Ts) -> "futures.Future[T]":
        """Have a remote call run by one of the workers, beside its training if it has one."""
        future: futures.Future[T] = begun()
        with self._gate:
            if self._closed:
                return refused(CLOSED)
            self._actions.put(partial(self._remote_calls.start, future, function, args))
        return future

    def slots(self) -> int:
        """Return the number of worker threads: each trains one arm.

        Raises:
            ExecutorError: the scheduler of a school cannot be reached.
        """
        return self._connection.slots()

    def close(self) -> None:
        """Stop what runs, and end the connection and the local cluster."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._actions.put(self._shut)
                self._actions.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(CLOSE_SECONDS)

    # From here on everything but `_receive`, `_follow` and `_bring` runs in the own thread.

    def _work(self) -> None:
        with suppress(ExecutorError):  # the first job will say it
            self._connection.client()
        while (action := self._actions.get()) is not None:
            try:
                action()
            except Exception:
                logger.exception("The executor failed at %s", action)

    def _start(self, ticket: DaskTicket, priority: int) -> None:
        import dask

        from transfer_demo.executors.dask_job import run_job

        self._tickets[ticket.key] = ticket
        try:
            client = self._connection.client()
            # Again for each job, as a scheduler that was restarted has forgotten it.
            client.subscribe_topic(self._topic, self._receive)
            order = ticket.order = order_of(ticket.job)
            with dask.config.set(CONFIG):
                ticket.future = client.submit(
                    run_job, order.body, ticket.job.arm, self._topic, self._train,
                    key=ticket.key, priority=priority, pure=False,
                )  # fmt: skip
            assert client.loop is not None
            client.loop.add_callback(self._follow, ticket, ticket.future)
        except Exception as exc:
            self._finish(ticket, "failed", why_lost(exc))

    def _receive(self, event: tuple[float, dict[str, Any]]) -> None:
        """Take a message of the topic from Dask's thread; it sends them in order."""
        self._actions.put(partial(self._hear, event[1]))

    async def _follow(self, ticket: DaskTicket, future: "Future[Report]") -> None:
        """Wait in Dask's event loop for the end of a task."""
        try:
            report = await future.client.gather(future, asynchronous=True)
        except (Exception, asyncio.CancelledError) as exc:
            self._actions.put(partial(self._finish, ticket, "failed", why_lost(exc)))
        else:
            self._actions.put(partial(self._complete, ticket, report))

    def _hear(self, message: dict[str, Any]) -> None:
        ticket = self._tickets.get(message["key"])
        if ticket is None:
            return
        if "lacks" not in message:
            ticket.hear(message)
            return
        client = self._connection.client()
        assert client.loop is not None
        client.loop.add_callback(self._bring, client, ticket, message)

    async def _bring(self, client: "Client", ticket: DaskTicket, message: dict[str, Any]) -> None:
        """Send a worker the files that it lacks, in Dask's event loop."""
        assert ticket.order is not None
        try:
            await bring(client, ticket.order, worker=message["worker"], digests=message["lacks"])
        except OSError:
            pass  # the worker asks again, or the next one that takes the job if it has gone
        except Exception as exc:
            self._actions.put(partial(self._give_up, ticket, why_lost(exc)))

    def _complete(self, ticket: DaskTicket, report: "Report") -> None:
        if self._tickets.pop(ticket.key, None):
            ticket.complete(report)

    def _finish(self, ticket: DaskTicket, outcome: Outcome, message: str = "") -> None:
        if self._tickets.pop(ticket.key, None):
            ticket.finish(outcome, message)

    def _give_up(self, ticket: DaskTicket, message: str) -> None:
        if ticket.key in self._tickets and ticket.future is not None:
            with suppress(Exception):
                ticket.future.cancel()
            self._finish(ticket, "failed", message)

    def _ask_stop(self, ticket: DaskTicket) -> None:
        self._actions.put(partial(self._stop, ticket))

    def _stop(self, ticket: DaskTicket) -> None:
        """Cancel the task: a waiting one is dropped, a running one sees it at its next batch."""
        if ticket.key in self._tickets and ticket.future is not None:
            with suppress(Exception):  # the connection may be gone, and the task with it
                ticket.future.cancel()
            self._finish(ticket, "stopped")

    def _shut(self) -> None:
        for ticket in tuple(self._tickets.values()):
            self._stop(ticket)
        self._remote_calls.shut()
        self._connection.close()


def local_dask(workers: int | None = None) -> DaskExecutor:
    """Return an executor with a cluster of its own, which starts in the background."""
    return DaskExecutor(workers=workers)


def from_environment() -> DaskExecutor:
    """Return the executor of the scheduler in `TRANSFER_DEMO_SCHEDULER`, or a local one.

    Certificates for it come from Dask's own variables: `DASK_DISTRIBUTED__COMM__TLS__CA_FILE`,
    `DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT` and `DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY`.

    Raises:
        ExecutorError: the address is not an encrypted one.
    """
    address = scheduler_address()
    if address is None:
        return local_dask()
    if not address.startswith("tls://"):
        raise ExecutorError(
            f"{VARIABLE} is {address!r}, and it must begin with tls://, because "
            "images and programs travel on that connection. Start the scheduler with TLS."
        )
    return DaskExecutor(address)
