"""What networks said of pictures, once for all who ask: kept by what was asked and the picture."""

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Final, Generic, TypeVar

import numpy as np

from transfer_demo.errors import TransferDemoError
from transfer_demo.images.dataset import AnyPicture

_LOG: Final = logging.getLogger(__name__)

T = TypeVar("T")

Ask = Callable[[Sequence[AnyPicture]], Future[Sequence[T]]]

# Numbers in all answers, of four bytes each: one for each class. More than any page asks about.
_KEPT: Final = 5_000_000
# Pictures in one question: whoever has a hundred waits for them, and not the others.
AT_ONCE: Final = 16
# Questions of one person that wait for an answer: two arms and the published network in two
# windows.
_OPEN: Final = 6
# So few pictures are waited for while the page is drawn, and no longer than this.
_FEW: Final = 4
_PATIENCE_SECONDS: Final = 0.25
# After so long what failed is asked again, by whoever looks then.
_FAILED_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Told(Generic[T]):
    """What is known by now: an answer for each digest, how many are missing, and what is wrong."""

    answers: Mapping[str, T]
    missing: int = 0
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing will come any more."""
        return not self.missing or bool(self.problem)


class Answers:
    """Answers that were given, and questions that are open. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Hashable, str], Any] = OrderedDict()
        self._numbers = 0  # in all that is kept
        self._open: dict[Hashable, str] = {}  # of which owner
        self._failed: dict[Hashable, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def about(
        self, pictures: Sequence[AnyPicture], what: Hashable, *, ask: Ask[T], owner: str
    ) -> Told[T]:
        """Return what is known of pictures, and ask about some that nothing is known of.

        Call it again until it is complete. Of each kind of question one is open at a time,
        whoever asks, so that nobody asks what another has just asked.

        Args:
            pictures: what to ask about.
            what: what is asked: the digest of a model, say.
            ask: sends a question to a worker.
            owner: who asks.
        """
        with self._lock:
            answers = self._answers(pictures, what)
            missing = [p for p in pictures if p.digest not in answers]
            problem = self._problem(what)
            waits = what in self._open or Counter(self._open.values())[owner] >= _OPEN
            if missing and not problem and not waits:
                self._open[what] = owner
            else:
                return Told(answers, len(missing), problem if missing else "")
        some = list({p.digest: p for p in missing}.values())[:AT_ONCE]
        try:
            future = ask(some)
        except BaseException as exc:
            self._end(what, problem=str(exc) or type(exc).__name__)
            raise
        future.add_done_callback(partial(self._take, what, some))
        # A photo or two are answered sooner than the page is drawn twice.
        if len(missing) > _FEW or not wait([future], timeout=_PATIENCE_SECONDS).done:
            return Told(answers, len(missing))
        return self._known(pictures, what)

    def _known(self, pictures: Sequence[AnyPicture], what: Hashable) -> Told[Any]:
        with self._lock:
            answers = self._answers(pictures, what)
            missing = sum(picture.digest not in answers for picture in pictures)
            return Told(answers, missing, self._problem(what) if missing else "")

    def _answers(self, pictures: Sequence[AnyPicture], what: Hashable) -> dict[str, Any]:
        found = {picture.digest: self._find(what, picture.digest) for picture in pictures}
        return {digest: said for digest, said in found.items() if said is not None}

    def _find(self, what: Hashable, digest: str) -> Any:
        key = what, digest
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _problem(self, what: Hashable) -> str:
        sentence, since = self._failed.get(what, ("", 0.0))
        if sentence and monotonic() - since >= _FAILED_SECONDS:
            del self._failed[what]
            return ""
        return sentence

    def _take(self, what: Hashable, asked: Sequence[AnyPicture], future: "Future[Any]") -> None:
        """Keep what a question brought; called from a thread of the executor's."""
        problem = ""
        try:
            said = dict(zip((p.digest for p in asked), future.result(), strict=True))
        except TransferDemoError as exc:
            problem = str(exc)
        except BaseException:  # cancelled, or an answer of another version: nobody else says it
            _LOG.exception("A question was not answered")
            problem = "The networks did not answer. Try again in a moment."
        else:
            with self._lock:
                for digest, answer in said.items():
                    self._put((what, digest), answer)
        self._end(what, problem=problem)

    def _put(self, key: tuple[Hashable, str], said: Any) -> None:
        self._numbers -= np.size(self._kept.pop(key, ()))
        self._kept[key] = said
        self._numbers += np.size(said)
        while self._numbers > _KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._numbers -= np.size(oldest)

    def _end(self, what: Hashable, *, problem: str = "") -> None:
        with self._lock:
            del self._open[what]
            if problem:
                self._failed[what] = problem, monotonic()


_SHARED: Final = Answers()


def answers() -> Answers:
    """Return the answers that all visitors share."""
    return _SHARED
