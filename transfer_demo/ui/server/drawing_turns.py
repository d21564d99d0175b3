"""One page is drawn at a time, and whose: all pages are drawn by one interpreter.

When a class arrives at once and all pages are drawn side by side, each waits for the interpreter at
each of its elements, and all are ready when the last one is. One after the other they need less
time, and most people have theirs much earlier; the load test of the benchmarks shows by how much.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from time import monotonic
from typing import Final, ParamSpec, TypeVar

import streamlit as st

from transfer_demo.images.turns import Turns
from transfer_demo.ui.server import session

# Many times what drawing a page takes. What lasts longer waits for a disk or a database by now, and
# does not hold up the others.
_LONG_SECONDS: Final = 0.5
# By how much a part that is drawn by itself gives way to what somebody asked for.
_PATIENCE_SECONDS: Final = 2.0

P = ParamSpec("P")
T = TypeVar("T")

_turns: Final = Turns(["the interpreter"])
_thread: Final = threading.local()


@contextmanager
def turn_to_draw(*, patience: float = 0.0) -> Iterator[None]:
    """Wait until it is this visitor's turn; what is drawn inside of a turn belongs to it.

    Args:
        patience: for how many seconds others may come first.
    """
    if getattr(_thread, "draws", False):
        yield
        return
    owner = session.owner()
    give_back = _once(_turns.give_back, _turns.take(owner, patience=patience))
    begun = monotonic()
    long = threading.Timer(_LONG_SECONDS, give_back)
    long.daemon = True
    try:
        with suppress(RuntimeError):  # there is no thread to be had
            long.start()
        _thread.draws = True
        yield
    finally:
        _thread.draws = False
        long.cancel()
        give_back()
        if (more := monotonic() - begun - _LONG_SECONDS) > 0:
            _turns.charge(owner, more)


def now_and_then(draw: Callable[P, object], *, every_seconds: float | None) -> Callable[P, object]:
    """Return what draws a part of a page, now and then by itself: after what somebody asked for.

    Args:
        draw: draws it.
        every_seconds: how long to wait in between; None to draw it once.
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> object:
        with turn_to_draw(patience=_PATIENCE_SECONDS):
            return draw(*args, **kwargs)

    fragment: Callable[P, object] = st.fragment(drawn, run_every=every_seconds)
    return fragment


def _once(act: Callable[[T], None], thing: T) -> Callable[[], None]:
    """Return what does something the first time that it is called, from whichever thread."""
    left, lock = [thing], threading.Lock()

    def do() -> None:
        with lock:
            if left:
                act(left.pop())

    return do
