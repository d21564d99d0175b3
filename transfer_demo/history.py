"""The history of a run: its events folded into one value per arm.

Charts, the verdict, tables and files read a history and nothing else, so a live curve and a run
from last year are drawn by the same code.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from transfer_demo.events import EpochEnd, Event, Finished, Progress, Scored, Started, Untrained


@dataclass(frozen=True, kw_only=True)
class ArmHistory:
    """All that one arm has said so far, epochs in order; only the arm "score" has a score."""

    arm: str
    started: Started | None = None
    progress: Progress | None = None
    untrained: Untrained | None = None
    epochs: tuple[EpochEnd, ...] = ()
    scored: Scored | None = None
    finished: Finished | None = None

    @property
    def best(self) -> EpochEnd | None:
        """The epoch with the best validation accuracy; of equals the one with the lowest loss.

        It is hindsight and shown as that: chosen on the images that it is measured on, it flatters.
        What is judged is the last one.
        """
        if not self.epochs:
            return None
        return max(self.epochs, key=_goodness)

    @property
    def last(self) -> EpochEnd | None:
        """The newest epoch, which is what counts: the schedule ends there, and nobody chose it."""
        return self.epochs[-1] if self.epochs else None

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the arm ends at its pace so far; None while there is nothing to go by."""
        if self.finished or self.progress is None or self.progress.fraction < 0.02:
            return None
        # Shares that were added up can end a hair above 1.
        return self.progress.seconds * max(1 / self.progress.fraction - 1, 0.0)

    def reaching(self, val_accuracy: float) -> EpochEnd | None:
        """Return the epoch from which on the validation accuracy was at least this, or None.

        The first one with as much may be a lucky one, picked with the images that it is measured
        on.
        """
        for_good = None
        for epoch in reversed(self.epochs):
            if epoch.val_accuracy < val_accuracy:
                break
            for_good = epoch
        return for_good

    def with_event(self, event: Event) -> "ArmHistory":
        """Return the history with one more event; one of the same kind and index is replaced."""
        if isinstance(event, Started):
            # Of an earlier attempt nothing stays: two trainings make no curve.
            return ArmHistory(arm=self.arm, started=event)
        if isinstance(event, Progress):
            return replace(self, progress=event)
        if isinstance(event, Untrained):
            return replace(self, untrained=event)
        if isinstance(event, Scored):
            return replace(self, scored=event)
        if isinstance(event, Finished):
            return replace(self, finished=event)
        others = (e for e in self.epochs if e.epoch != event.epoch)
        return replace(self, epochs=tuple(sorted((*others, event), key=lambda e: e.epoch)))


def _goodness(epoch: EpochEnd) -> tuple[float, float, int]:
    # The loss of a training that diverged is NaN, which compares with nothing: count it as worst.
    loss = math.inf if math.isnan(epoch.val_loss) else epoch.val_loss
    return epoch.val_accuracy, -loss, -epoch.epoch


@dataclass(frozen=True)
class History:
    """The arms of a run, by name, in the order in which they are drawn."""

    arms: Mapping[str, ArmHistory] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether every arm is over (done, stopped or failed)."""
        return bool(self.arms) and all(arm.finished for arm in self.arms.values())


def fold(events: Iterable[Event], *, arms: Iterable[str] = ()) -> History:
    """Fold events, in the order they were said, into a history.

    `arms` fixes the order of the arms and names those that have not said anything yet.
    """
    folded = {arm: ArmHistory(arm=arm) for arm in arms}
    for event in events:
        before = folded.get(event.arm, ArmHistory(arm=event.arm))
        folded[event.arm] = before.with_event(event)
    return History(folded)
