"""What a training has cost and achieved so far. And whether to go on."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from torch import Tensor
from torch.nn import functional

from transfer_demo.events import Progress

# More often would be more than the page shows.
PROGRESS_SECONDS: Final = 0.25


class Stopped(Exception):
    """Somebody asked the training to end."""


class Meter:
    """Counts from the moment it is made, which is the start of the job.

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


class Tally:
    """Mean loss and accuracy over the batches of one epoch, and what was predicted."""

    def __init__(self) -> None:
        self._loss_sum = 0.0
        self._correct = 0
        self._predictions: list[int] = []

    def add(self, logits: Tensor, labels: Tensor) -> None:
        """Count a batch: logits (N, classes), labels (N,) int64."""
        logits = logits.detach().float()
        predictions = logits.argmax(dim=1)
        self._loss_sum += functional.cross_entropy(logits, labels, reduction="sum").item()
        self._correct += int((predictions == labels).sum())
        self._predictions += predictions.tolist()

    @property
    def loss(self) -> float:
        """Mean cross-entropy of an image, in nats."""
        return self._loss_sum / len(self._predictions)

    @property
    def accuracy(self) -> float:
        """Share of images whose most likely class is the right one."""
        return self._correct / len(self._predictions)

    @property
    def predictions(self) -> tuple[int, ...]:
        """Most likely class of each image, in the order in which they were counted."""
        return tuple(self._predictions)
