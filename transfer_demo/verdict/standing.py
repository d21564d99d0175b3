"""Where the arms of a run stand: right and wrong answers counted, before anything is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from transfer_demo.events import EpochEnd
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARMS, FINE_TUNE, SCRATCH
from transfer_demo.verdict.significance import (
    SIGNIFICANT,
    images_needed,
    mcnemar_exact,
    wilson_interval,
)
from transfer_demo.wording import percent

Winner = Literal["fine_tune", "scratch", "undecided"]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How an arm did on the validation images after one epoch."""

    epoch: int
    correct: int
    total: int

    @classmethod
    def of(cls, epoch: EpochEnd) -> Self:
        """Return the score of an epoch."""
        total = len(epoch.val_predictions)
        return cls(epoch=epoch.epoch, correct=round(epoch.val_accuracy * total), total=total)

    @property
    def accuracy(self) -> float:
        """The share of validation images that were right, a fraction."""
        return self.correct / self.total

    @property
    def in_percent(self) -> str:
        """The accuracy in percent, with no more digits than were measured."""
        return percent(self.accuracy, self.total)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the accuracy."""
        return wilson_interval(self.correct, self.total)

    @property
    def interval_in_percent(self) -> str:
        """The interval in words: "70% to 97%"."""
        return " to ".join(percent(end, self.total) for end in self.interval)


@dataclass(frozen=True, kw_only=True)
class Duel:
    """Both arms on the same validation images, each after its own last epoch."""

    only_fine_tune: int
    only_scratch: int
    total: int

    @property
    def difference(self) -> float:
        """Accuracy of fine-tuning minus that of training from scratch, a fraction."""
        return (self.only_fine_tune - self.only_scratch) / self.total

    @property
    def p_value(self) -> float:
        """How often chance alone would divide the images at least as unevenly."""
        return mcnemar_exact(self.only_fine_tune, self.only_scratch)

    @property
    def winner(self) -> Winner:
        """The better arm, if chance alone would do that in fewer than 5 of 100 cases."""
        if self.p_value >= SIGNIFICANT:
            return "undecided"
        return "fine_tune" if self.difference > 0 else "scratch"

    @property
    def images_needed(self) -> int | None:
        """Roughly how many validation images would tell; None when there is no difference."""
        return images_needed(self.only_fine_tune, self.only_scratch, self.total)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The scores of the arms that have ended an epoch, after their last one, and what they cost.

    `duel` is None until both have. `milestones` says from when on each arm had the validation
    accuracy that the scratch arm has after its last epoch (None: not at its end); it is empty
    without one.
    """

    history: History
    scores: Mapping[str, Score]
    duel: Duel | None
    milestones: Mapping[str, EpochEnd | None]

    @property
    def finished(self) -> bool:
        """Whether every arm is over, so that nothing here will change."""
        return self.history.finished


def stand(history: History) -> Standing | None:
    """Count right and wrong answers in a history; None while no arm has ended an epoch."""
    arms = {name: history.arms[name] for name in ARMS if name in history.arms}
    measured = {name: arm for name, arm in arms.items() if arm.started and arm.epochs}
    if not measured:
        return None
    return Standing(
        history=history,
        scores={name: Score.of(arm.last) for name, arm in measured.items() if arm.last},
        duel=_duel(measured[FINE_TUNE], measured[SCRATCH]) if len(measured) == 2 else None,
        milestones=_milestones(measured),
    )


def _hits(arm: ArmHistory) -> list[bool]:
    """Say for each validation image whether the arm was right after its last epoch."""
    assert arm.started is not None
    assert arm.last is not None
    pairs = zip(arm.last.val_predictions, arm.started.validation_labels, strict=True)
    return [predicted == label for predicted, label in pairs]


def _duel(fine_tune: ArmHistory, scratch: ArmHistory) -> Duel:
    pairs = list(zip(_hits(fine_tune), _hits(scratch), strict=True))
    return Duel(
        only_fine_tune=pairs.count((True, False)),
        only_scratch=pairs.count((False, True)),
        total=len(pairs),
    )


def _milestones(arms: Mapping[str, ArmHistory]) -> dict[str, EpochEnd | None]:
    target = arms[SCRATCH].last if SCRATCH in arms else None
    if target is None:
        return {}
    return {name: arm.reaching(target.val_accuracy) for name, arm in arms.items()}
