"""Where the arms of a run stand: right and wrong answers counted, before anything is judged."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self

from transfer_demo.events import EpochEnd, Started
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARMS, FINE_TUNE, SCRATCH
from transfer_demo.verdict.significance import (
    SIGNIFICANT,
    effective_size,
    images_needed,
    mcnemar_exact,
    sign_flip_test,
    wilson_interval,
)
from transfer_demo.wording import percent

Winner = Literal["fine_tune", "scratch", "undecided"]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How an arm did on the validation images after one epoch.

    `independent` images would tell as much as these, of which some may look alike.
    """

    epoch: int
    correct: int
    total: int
    independent: float

    @classmethod
    def of(cls, epoch: EpochEnd, started: Started | None) -> Self:
        """Return the score of an epoch of an arm that began like this."""
        total = len(epoch.val_predictions)
        return cls(
            epoch=epoch.epoch,
            correct=round(epoch.val_accuracy * total),
            total=total,
            independent=effective_size(groups_of(started)) if started else total,
        )

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
        """The 95 % Wilson interval of the accuracy, of as many images as are independent."""
        share = self.independent / self.total
        return wilson_interval(self.correct * share, self.independent)

    @property
    def some_alike(self) -> bool:
        """Whether some of the images look alike, so that fewer of them are independent."""
        return self.independent < self.total

    @property
    def interval_in_percent(self) -> str:
        """The interval in words: "70% to 97%"."""
        return " to ".join(percent(end, self.total) for end in self.interval)


@dataclass(frozen=True, kw_only=True)
class Duel:
    """Both arms on the same validation images, each after its own last epoch.

    `leads` says for each group of images that look alike on how many more of them fine-tuning is
    right; it is empty where no two look alike.
    """

    only_fine_tune: int
    only_scratch: int
    total: int
    leads: tuple[int, ...] = ()

    @property
    def difference(self) -> float:
        """Accuracy of fine-tuning minus that of training from scratch, a fraction."""
        return (self.only_fine_tune - self.only_scratch) / self.total

    @property
    def p_value(self) -> float:
        """How often chance alone would divide the images at least as unevenly."""
        if self.leads:
            return sign_flip_test(self.leads)
        return mcnemar_exact(self.only_fine_tune, self.only_scratch)

    @property
    def winner(self) -> Winner:
        """The better arm, if chance alone would do that in fewer than 5 of 100 cases."""
        if self.p_value >= SIGNIFICANT:
            return "undecided"
        return "fine_tune" if self.difference > 0 else "scratch"

    @property
    def images_needed(self) -> int | None:
        """Roughly how many validation images would tell; None when there is no difference.

        Where some look alike, so many that do not: a group counts for the arm that leads in it.
        """
        if not self.leads:
            return images_needed(self.only_fine_tune, self.only_scratch, self.total)
        ahead, behind = (sum(sign * lead > 0 for lead in self.leads) for sign in (1, -1))
        return images_needed(ahead, behind, len(self.leads))

    @property
    def pieces(self) -> int:
        """How many pieces of evidence there are: images, or groups of those that look alike."""
        return len(self.leads) or self.total


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
        scores={n: Score.of(arm.last, arm.started) for n, arm in measured.items() if arm.last},
        duel=_duel(measured[FINE_TUNE], measured[SCRATCH]) if len(measured) == 2 else None,
        milestones=_milestones(measured),
    )


def accuracy_in_percent(epoch: EpochEnd) -> str:
    """Return the validation accuracy after an epoch in percent, with as many digits as it has."""
    return percent(epoch.val_accuracy, len(epoch.val_predictions))


def groups_of(started: Started) -> tuple[str, ...]:
    """Return for each validation image the name of the group of those that it looks like."""
    places = map(str, range(len(started.validation_labels)))
    return started.validation_groups or tuple(places)


def _hits(arm: ArmHistory) -> list[bool]:
    """Say for each validation image whether the arm was right after its last epoch."""
    assert arm.started is not None
    assert arm.last is not None
    pairs = zip(arm.last.val_predictions, arm.started.validation_labels, strict=True)
    return [predicted == label for predicted, label in pairs]


def _duel(fine_tune: ArmHistory, scratch: ArmHistory) -> Duel:
    assert fine_tune.started is not None
    pairs = list(zip(_hits(fine_tune), _hits(scratch), strict=True))
    leads: Counter[str] = Counter()
    for group, (tuned, scratched) in zip(groups_of(fine_tune.started), pairs, strict=True):
        leads[group] += tuned - scratched
    return Duel(
        only_fine_tune=pairs.count((True, False)),
        only_scratch=pairs.count((False, True)),
        total=len(pairs),
        leads=tuple(leads.values()) if len(leads) < len(pairs) else (),
    )


def _milestones(arms: Mapping[str, ArmHistory]) -> dict[str, EpochEnd | None]:
    target = arms[SCRATCH].last if SCRATCH in arms else None
    if target is None:
        return {}
    return {name: arm.reaching(target.val_accuracy) for name, arm in arms.items()}
