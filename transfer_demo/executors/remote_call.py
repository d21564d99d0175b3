"""A remote call: a plain function that runs where trainings run, and whose answer comes back.

It is no training: it says nothing on its way, it is over in seconds, and nobody can stop it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar, TypeVarTuple

from transfer_demo.errors import ExecutorError, TransferDemoError

logger = logging.getLogger(__name__)

CLOSED: Final = "The training workers have been closed. Start the program again."

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def carry_out(function: Callable[[*Ts], T], *args: *Ts) -> T:
    """Return the answer of a remote call.

    Raises:
        TransferDemoError: it failed; what the function did not say itself is made a sentence.
    """
    try:
        return function(*args)
    except TransferDemoError:
        raise
    except Exception as exc:
        logger.exception("The remote call %r failed", function)
        raise ExecutorError(f"That failed unexpectedly ({type(exc).__name__}: {exc}).") from exc


def begun() -> "Future[T]":
    """Return a future that nobody can cancel: who waits for it always gets an answer."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()
    return future


def refused(problem: str) -> "Future[T]":
    """Return what a remote call brings that nobody will run."""
    future: Future[T] = begun()
    future.set_exception(ExecutorError(problem))
    return future


def settle(future: "Future[T]", function: Callable[[*Ts], T], *args: *Ts) -> None:
    """Carry a remote call out in this thread, and keep what it brings."""
    try:
        future.set_result(carry_out(function, *args))
    except TransferDemoError as exc:
        future.set_exception(exc)
