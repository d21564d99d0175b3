"""One page is drawn at a time, and whose: all pages are drawn by one interpreter.

When a class arrives at once and all pages are drawn side by side, each waits for the interpreter at
each of its elements, and all are ready when the last one is. One after the other they need less
time, and most people have theirs much earlier; the load test of the benchmarks shows by how much.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from time import monotonic, thread_time
from typing import Final, ParamSpec
from weakref import WeakValueDictionary

import streamlit as st

from transfer_demo.images.turns import Turns
from transfer_demo.ui.server import session

# Many times what drawing a page takes. Most that lasts longer waits for a disk or a database by
# now, and does not hold up the others.
_LONG_SECONDS: Final = 0.5
# By how much a part that is drawn by itself gives way to what somebody asked for.
_PATIENCE_SECONDS: Final = 2.0

P = ParamSpec("P")

_turns: Final = Turns(["the interpreter"])
_thread: Final = threading.local()
_lock: Final = threading.Lock()
_of_owners: Final = WeakValueDictionary[str, threading.Lock]()


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
    with _alone(owner):
        turn, begun = _Turn(owner, patience=patience), thread_time()
        long = threading.Timer(_LONG_SECONDS, turn.end)
        long.daemon = True
        try:
            with suppress(RuntimeError):  # there is no thread to be had
                long.start()
            _thread.draws = True
            yield
        finally:
            _thread.draws = False
            long.cancel()
            # What waited for a disk cost nobody anything.
            worked_on = thread_time() - begun - turn.end()
            if worked_on > 0:
                _turns.charge(owner, worked_on)


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


class _Turn:
    """The turn of somebody, which ends once, from whichever thread."""

    def __init__(self, owner: str, *, patience: float) -> None:
        self._thing = _turns.take(owner, patience=patience)
        self._begun = monotonic()
        self._seconds: float | None = None
        self._lock = threading.Lock()

    def end(self) -> float:
        """End it, unless it has ended, and return how many seconds it lasted."""
        with self._lock:
            if self._seconds is None:
                self._seconds = monotonic() - self._begun
                _turns.give_back(self._thing)
            return self._seconds


def _alone(owner: str) -> threading.Lock:
    """Return what lets one page of a person be drawn at a time.

    One that outlasts its turn may have much to reckon, and so would those of all their windows.
    """
    with _lock:
        found = _of_owners.get(owner)
        if found is None:
            found = _of_owners[owner] = threading.Lock()
        return found
