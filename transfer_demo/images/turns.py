"""Whose turn it is: things that several people take and give back."""

import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Future
from time import monotonic
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Turns(Generic[Thing]):
    """Things that are taken and given back. Next is who waits longest, less the time they had.

    So who had a thing for ten seconds waits ten seconds longer than others, once, and nobody for
    ever. A queue of Python's promises no order at all: who asks again at once is often first. And
    with turns alone, somebody with slow files has nearly all the time.
    """

    def __init__(self, things: Iterable[Thing]) -> None:
        self._lock = threading.Lock()
        self._idle = list(things)
        self._waiting: list[tuple[str, float, Future[Thing]]] = []
        self._seconds: Counter[str] = Counter()
        self._charged_until: dict[str, float] = {}  # when somebody had time last
        self._since: dict[int, tuple[str, float]] = {}

    def take(self, owner: str, *, patience: float = 0.0) -> Thing:
        """Return a thing, when it is this person's turn.

        Args:
            owner: who asks.
            patience: for how many seconds it may wait longer than what others ask for.
        """
        with self._lock:
            if self._idle:
                return self._given(self._idle.pop(), owner)
            turn: Future[Thing] = Future()
            self._waiting.append((owner, monotonic() + patience, turn))
        return turn.result()

    def give_back(self, thing: Thing) -> None:
        """Let the next one have it."""
        with self._lock:
            owner, since = self._since.pop(id(thing))
            self._charge(owner, monotonic() - since)
            if not self._waiting:
                self._idle.append(thing)
                self._seconds.clear()  # nobody was kept waiting
                self._charged_until.clear()
                return
            following = min(self._waiting, key=lambda each: self._seconds[each[0]] + each[1])
            self._waiting.remove(following)
            owner, since, turn = following
            # So long they have made up for; who asks for several at once waits once.
            waited = max(0.0, monotonic() - max(since, self._charged_until.get(owner, since)))
            self._seconds[owner] = max(0.0, self._seconds[owner] - waited)  # type: ignore[assignment]
            turn.set_result(self._given(thing, owner))

    def charge(self, owner: str, seconds: float) -> None:
        """Count a time that somebody had without a thing, if others wait for one."""
        with self._lock:
            if self._waiting:
                self._charge(owner, seconds)

    def idle(self) -> list[Thing]:
        """Return the things that nobody has."""
        with self._lock:
            return list(self._idle)

    def _charge(self, owner: str, seconds: float) -> None:
        self._seconds[owner] += seconds  # type: ignore[assignment]
        self._charged_until[owner] = monotonic()

    def _given(self, thing: Thing, owner: str) -> Thing:
        self._since[id(thing)] = owner, monotonic()
        return thing
