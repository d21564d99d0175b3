"""What a job has cost so far, and whether it is to go on. No torch here."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from transfer_demo.events import Progress

# More often would be more than the page shows.
PROGRESS_SECONDS: Final = 0.25


class Stopped(Exception):
    """Somebody asked the training to end."""


class Meter:
    """Counts from the moment it is made or restarted, which is the start of the job.

    Seconds that another training spent on what this one finds ready are counted too: what a
    training costs does not depend on who came before it.

    `images_pooled` went through the network up to the pool, for the features of a probe or for
    BatchNorm's statistics, `images_probed` trained the head alone, `images_trained` trained all
    that is not frozen.
    """

    def __init__(self, arm: str, should_stop: Callable[[], bool]) -> None:
        self.arm = arm
        self._should_stop = should_stop
        self._start = time.perf_counter()
        self._borrowed = 0.0
        self._last_progress = 0.0
        self.images_pooled = 0
        self.images_probed = 0
        self.images_trained = 0
        self.images_validated = 0

    def restart(self) -> None:
        """Count the seconds from now on."""
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Seconds since the start of the job, and those that were borrowed."""
        return time.perf_counter() - self._start + self._borrowed

    def borrow(self, seconds: float) -> None:
        """Count seconds that another training has spent."""
        self._borrowed += seconds

    def check_stop(self) -> None:
        """Raise `Stopped` if somebody asked for it."""
        if self._should_stop():
            raise Stopped

    def progress(self, fraction: float) -> Iterator[Progress]:
        """Yield how far the arm is, unless that was said a moment ago."""
        seconds = self.seconds()
        if seconds - self._last_progress >= PROGRESS_SECONDS:
            self._last_progress = seconds
            yield Progress(arm=self.arm, fraction=min(fraction, 1.0), seconds=seconds)
