"""A listener that a test can wait on."""

import threading
import time

from transfer_demo.events import EpochEnd, Finished, Progress, Started

PATIENCE = 300.0  # seconds: for a machine that does other things too


class Heard:
    """All events that were told, in order."""

    def __init__(self):
        self.events = []
        self.threads = set()
        self._news = threading.Condition()

    def __call__(self, event):
        with self._news:
            self.events.append(event)
            self.threads.add(threading.get_ident())
            self._news.notify_all()

    def wait_for(self, kind, *, count=1):
        """Wait until so many events of the kind were told, and return the last of them."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.of(kind)) >= count, PATIENCE), self.events
            return self.of(kind)[count - 1]

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def kinds(self):
        """The kinds in order, progress left out."""
        return [event.kind for event in self.events if not isinstance(event, Progress)]

    @property
    def finished(self):
        (finished,) = self.of(Finished)
        assert self.events[-1] is finished
        return finished

    @property
    def curve(self):
        """What was measured in the last attempt, but the time."""
        last = max(i for i, event in enumerate(self.events) if isinstance(event, Started))
        epochs = [event for event in self.events[last:] if isinstance(event, EpochEnd)]
        return [{**vars(event), "seconds": None} for event in epochs]


def wait_until(condition):
    """Wait until a condition holds that nobody tells of."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
