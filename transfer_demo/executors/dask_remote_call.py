"""Remote calls on Dask workers, beside the trainings: the half that asks, and that which answers.

A worker has one thread for tasks, and a training keeps it for minutes. So a remote call is no
task: it is a message to one worker, which carries it out in a thread of its own, at once. It takes
a core from a training for the time that it lasts.
"""

import asyncio
import pickle
from collections.abc import Callable, Set
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from transfer_demo.errors import ExecutorError, TransferDemoError
from transfer_demo.executors.dask_connection import DaskConnection
from transfer_demo.executors.dask_files import bring
from transfer_demo.executors.order import Order, order_of
from transfer_demo.executors.remote_call import CLOSED, carry_out
from transfer_demo.executors.worker_files import AT_ONCE, FILES, NOT_BROUGHT

if TYPE_CHECKING:
    from distributed import Client

JOIN_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 120.0
_SECONDS_BETWEEN: Final = 0.2
_ATTEMPTS: Final = 2
# Another order may have pushed out some of the files that were brought.
_ROUNDS: Final = 3

NOBODY_JOINED: Final = (
    "No training worker is there to do this. Wait until one has joined, and try again."
)
WORKERS_GONE: Final = (
    "The worker that did this has gone, and so has the next one, perhaps because the memory of "
    "the machine ran out. Stop what is training, and try again."
)
CONNECTION_LOST: Final = "The connection to the training workers was lost. Try again."
TOO_SLOW: Final = (
    "The worker did not answer within two minutes. Wait until less is training, and try again."
)


class Reply(NamedTuple):
    """What the function returned, or the sentence that says why it did not."""

    value: Any
    problem: str = ""
    lacks: tuple[str, ...] = ()


class DaskRemoteCalls:
    """The remote calls of one executor that are not answered yet."""

    def __init__(self, connection: DaskConnection) -> None:
        self._connection = connection
        self._open: set[Future[Any]] = set()
        self._last = ""

    def start(self, future: "Future[Any]", function: Callable[..., Any], args: Any) -> None:
        """Send a remote call on its way and return; called in the executor's own thread."""
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        try:
            order = order_of((function, args))
            client = self._connection.client()
            assert client.loop is not None
            client.loop.add_callback(partial(self._fetch, client, order, future))
        except Exception as exc:
            _fail(future, exc)

    def shut(self) -> None:
        """Answer what is open: nobody else will."""
        for future in tuple(self._open):
            _fail(future, ExecutorError(CLOSED))

    async def _fetch(self, client: "Client", order: Order, future: "Future[Any]") -> None:
        """Ask in Dask's event loop, and keep the answer."""
        try:
            answer = await asyncio.wait_for(self._ask(client, order), ANSWER_SECONDS)
        except (Exception, asyncio.CancelledError) as exc:
            _fail(future, exc)
            return
        if answer.problem:
            _fail(future, ExecutorError(answer.problem))
        else:
            with suppress(InvalidStateError):  # closed in the same moment
                future.set_result(answer.value)

    async def _ask(self, client: "Client", order: Order) -> Reply:
        gone: set[str] = set()
        for _ in range(_ATTEMPTS):
            worker = self._last = await self._choose(client, gone)
            try:
                return await _answer(client, order, worker)
            except OSError:  # this worker has gone; there may be others
                gone.add(worker)
        raise ExecutorError(WORKERS_GONE)

    async def _choose(self, client: "Client", gone: Set[str]) -> str:
        """Return the worker that has the least to do; of several, the one that was asked last.

        It may have kept what it had to load.

        Args:
            gone: addresses that answer no more. The scheduler may not have noticed yet, and a
                worker that is started anew has another one.
        """
        deadline = asyncio.get_running_loop().time() + JOIN_SECONDS
        while not (busy := await self._busy(client, gone)):
            if asyncio.get_running_loop().time() > deadline:
                raise ExecutorError(NOBODY_JOINED)
            await asyncio.sleep(_SECONDS_BETWEEN)
        return min(busy, key=lambda worker: (busy[worker], worker != self._last, worker))

    async def _busy(self, client: "Client", gone: Set[str]) -> dict[str, int]:
        """Return how many tasks each worker has that is not gone."""
        assert client.scheduler is not None
        tasks = await client.scheduler.processing()
        return {worker: len(keys) for worker, keys in tasks.items() if worker not in gone}


async def _answer(client: "Client", order: Order, worker: str) -> Reply:
    """Ask one worker, and bring it the files that it lacks.

    Raises:
        ExecutorError: it lacks some again and again.
        OSError: it has gone.
    """
    for _ in range(_ROUNDS):
        replies = await client.run(run_remote_call, order.body, workers=[worker], asynchronous=True)
        answer: Reply = pickle.loads(replies[worker])
        if not answer.lacks:
            return answer
        for at in range(0, len(answer.lacks), AT_ONCE):
            some = answer.lacks[at : at + AT_ONCE]
            await bring(client, order, worker=worker, digests=some)
    raise ExecutorError(NOT_BROUGHT)


async def run_remote_call(order: bytes) -> bytes:
    """Answer a remote call in a worker, without keeping its event loop from the trainings.

    Orders and answers are pickled, because they pass the scheduler, which need not know what is
    in them.
    """
    return await asyncio.to_thread(_answered, order)


def _answered(order: bytes) -> bytes:
    try:
        with FILES.in_use():
            if lacking := FILES.lacking(order):
                return pickle.dumps(Reply(None, lacks=tuple(lacking)))
            function, args = FILES.value_of(order)
            return pickle.dumps(Reply(carry_out(function, *args)))
    except TransferDemoError as exc:
        return pickle.dumps(Reply(None, str(exc)))
    except Exception as exc:
        return pickle.dumps(Reply(None, _other_version(exc)))


def _fail(future: "Future[Any]", exc: BaseException) -> None:
    with suppress(InvalidStateError):
        future.set_exception(
            exc if isinstance(exc, TransferDemoError) else ExecutorError(_reason(exc))
        )


def _reason(exc: BaseException) -> str:
    if isinstance(exc, TimeoutError):
        return TOO_SLOW
    # Dask's closed connections are an OSError, and end what waits for them.
    if isinstance(exc, OSError | asyncio.CancelledError):
        return CONNECTION_LOST
    return _other_version(exc)


def _other_version(exc: BaseException) -> str:
    return (
        f"The worker could not do this ({type(exc).__name__}: {exc}). Check that it has the same "
        "version of transfer-demo installed as this program."
    )
