"""Reading what somebody brought, in the background: a thousand photos take a minute.

The page goes on meanwhile, and a visitor who leaves it or reloads it finds the rest done.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Final

import streamlit as st

from transfer_demo.errors import FlatFolder, TransferDemoError
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.reading import Progress

_LOG: Final = logging.getLogger(__name__)
# Decoding keeps one core busy, and the trainings want the others.
_AT_ONCE: Final = 2

Portions = Callable[[Progress], Iterator[ImageSet]]


class Reading:
    """Files on their way into somebody's own images.

    `problem` is a sentence if they could not be read, `labels` the classes that the names of the
    files would give where folders give none.
    """

    def __init__(self, portions: Portions, *, add: Callable[[ImageSet], None]) -> None:
        self._portions = portions
        self._add = add
        self._over = threading.Event()
        self.done = 0
        self.total = 0
        self.problem = ""
        self.labels: dict[str, int] = {}

    def run(self) -> None:
        """Read everything, and add each portion as soon as it is there."""
        try:
            for portion in self._portions(self._note):
                self._add(portion)
        except FlatFolder as exc:
            self.problem, self.labels = str(exc), dict(exc.labels)
        except TransferDemoError as exc:
            self.problem = str(exc)
        except Exception:
            _LOG.exception("Files that somebody brought could not be read")
            self.problem = (
                "These files could not be read, because of a mistake in the program. What was "
                "read before it is kept. Try the files in smaller groups."
            )
        finally:
            self._over.set()

    @property
    def over(self) -> bool:
        """Whether everything is read, or has failed."""
        return self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until it is over, but not longer than so many seconds; say whether it is."""
        return self._over.wait(seconds)

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class Readings:
    """The readings of all visitors, by owner; one person's are done one after the other."""

    def __init__(self) -> None:
        self._room = threading.Semaphore(_AT_ONCE)
        self._queues: dict[str, list[Reading]] = {}
        self._lock = threading.Lock()

    def start(self, owner: str, reading: Reading) -> None:
        """Begin to read, when the person's earlier readings are over."""
        with self._lock:
            queue = self._queues.setdefault(owner, [])
            queue.append(reading)
            if len(queue) == 1:
                # A daemon: whoever stops the server does not wait until all is read.
                threading.Thread(target=self._run, args=[owner], daemon=True).start()

    def of(self, owner: str) -> list[Reading]:
        """Return what is being read for a person, and what waits."""
        with self._lock:
            return list(self._queues.get(owner, ()))

    def _run(self, owner: str) -> None:
        while True:
            with self._lock:
                queue = self._queues[owner]
                if not queue:
                    del self._queues[owner]
                    return
                reading = queue[0]
            with self._room:
                reading.run()
            with self._lock:
                queue.pop(0)


@st.cache_resource(show_spinner=False)
def readings() -> Readings:
    """Return the readings that all visitors share."""
    return Readings()
