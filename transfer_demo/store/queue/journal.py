"""Writes events to the store, and keeps those that cannot be written until they can."""

import logging
import threading
from typing import Final

from transfer_demo.errors import StoreError, UnknownRun
from transfer_demo.events import Event
from transfer_demo.store.run_store import RunStore

_LOG: Final = logging.getLogger(__name__)

_Key = tuple[str, str, str, int]  # run, arm, kind, index: a newer event replaces its elder


class Journal:
    """A way to the store that loses nothing when the disk is full for a while.

    What waits is bounded: of each arm, kind and index only the newest event is kept.
    """

    def __init__(self, store: RunStore, *, trainer: str) -> None:
        self._store = store
        self._trainer = trainer
        self._waiting: dict[_Key, Event] = {}
        self._lock = threading.Lock()

    def write(self, token: str, event: Event) -> None:
        """Write an event now, or keep it for `flush`.

        Raises:
            UnknownRun: the run was deleted, or is trained by somebody else by now.
        """
        if self.holds(token):
            self._keep(token, event)  # events of a run stay in order
            return
        try:
            self._store.write(token, event, trainer=self._trainer)
        except UnknownRun:
            raise
        except StoreError as exc:
            _LOG.warning("An event of run %s must wait: %s", token[:6], exc)
            self._keep(token, event)

    def flush(self) -> None:
        """Write what was kept, oldest first.

        Raises:
            StoreError: it still cannot be written; the rest is kept.
        """
        while True:
            with self._lock:
                if not self._waiting:
                    return
                key, event = next(iter(self._waiting.items()))
            # Not under the lock: a training must not wait here for a slow disk.
            try:
                self._store.write(key[0], event, trainer=self._trainer)
            except UnknownRun:
                _LOG.info("Run %s was deleted with events still to be written.", key[0][:6])
            with self._lock:
                if self._waiting.get(key) is event:
                    del self._waiting[key]

    def holds(self, token: str) -> bool:
        """Whether events of this run still wait to be written."""
        with self._lock:
            return any(key[0] == token for key in self._waiting)

    def _keep(self, token: str, event: Event) -> None:
        key = (token, event.arm, event.kind, event.index)
        with self._lock:
            self._waiting.pop(key, None)
            self._waiting[key] = event
