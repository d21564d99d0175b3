"""The processes that read what visitors bring, shared by all of them."""

import threading
from concurrent.futures import Future
from typing import Final

from transfer_demo.images import similar
from transfer_demo.images.reader_pool import ReaderPool
from transfer_demo.images.similar import Comparison
from transfer_demo.ui.server import session

# Decoding keeps one core busy, and the trainings want the others.
_FILES: Final = ReaderPool(2)
# Of their own: to compare thousands of photos takes long, and nobody's files shall wait for it, nor
# a few photos for the thousands of one person.
_COMPARISONS: Final = ReaderPool(2)


class _Shared:
    """Comparisons that are being made, so that those who ask for the same one share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._going: dict[tuple[str, ...], Future[Comparison]] = {}

    def compare(self, looks: tuple[str, ...]) -> Comparison:
        with self._lock:
            shared = self._going.get(looks)
            mine = shared is None
            if shared is None:
                shared = self._going[looks] = Future()
        if mine:
            try:
                shared.set_result(_COMPARISONS.compare(looks, owner=session.owner_if_known()))
            except Exception as exc:
                shared.set_exception(exc)
            finally:
                with self._lock:
                    del self._going[looks]
        return shared.result()


def readers() -> ReaderPool:
    """Return the processes that read files."""
    return _FILES


def compare_elsewhere() -> None:
    """Let photos be compared with each other outside of this process from now on."""
    similar.compare_by(_Shared().compare)
