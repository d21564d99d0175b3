"""A guess before a race, and what in the measurement differs from it most.

Nobody is graded here: whoever committed to a guess sees more in the result, whichever it is.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self, get_args

from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_NAMES, ARMS
from transfer_demo.verdict.judge import Verdict, judge
from transfer_demo.verdict.standing import Winner
from transfer_demo.wording import ROUNDING, points


@dataclass(frozen=True, kw_only=True)
class RaceGuess:
    """What somebody expects of a race: who wins, by how much, and where the curves cross.

    `lead` is the lead of the winner in validation accuracy, each arm after its last epoch, as a
    fraction; 0 for "undecided". `crossing_epoch` is None for curves that never cross.

    Raises:
        ValueError: a value is out of range.
    """

    winner: Winner
    lead: float
    crossing_epoch: int | None

    def __post_init__(self) -> None:
        if self.winner not in get_args(Winner):
            raise ValueError(f"The winner is {self.winner!r}: choose one of {get_args(Winner)}.")
        if isinstance(self.lead, bool) or not 0 <= self.lead <= 1:
            raise ValueError(f"The lead is {self.lead!r}: choose a fraction from 0 to 1.")
        if self.winner == "undecided" and self.lead:
            raise ValueError(f"The lead is {self.lead!r}: where nobody wins it must be 0.")
        epoch = self.crossing_epoch
        if epoch is not None and (type(epoch) is not int or epoch < 1):
            raise ValueError(f"The crossing is {epoch!r}: choose an epoch from 1, or None.")

    def to_dict(self) -> dict[str, Any]:
        """Return the guess as plain values for JSON; `from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build a guess from `to_dict`'s values."""
        return cls(
            winner=values["winner"],
            lead=values["lead"],
            crossing_epoch=values["crossing_epoch"],
        )

    @property
    def words(self) -> str:
        """The guess as the rest of a sentence that begins with "you guessed that"."""
        return f"{self.outcome} and {_crossing_guessed(self)}"

    @property
    def outcome(self) -> str:
        """Who wins by how much, as the rest of a sentence like `words`."""
        if self.winner == "undecided":
            return "it stays undecided"
        return f"{ARM_NAMES[self.winner]} wins by {points(self.lead, 1)}"


def crossing(history: History) -> int | None:
    """Return the epoch in which the curves of validation accuracy crossed for the last time.

    That is the epoch in which the arm that leads in the last of their common epochs went ahead and
    then stayed ahead; None if it has been ahead from the first, or if there are not two curves.
    Epochs with equal accuracy count for nobody: who led before them still does, and a lead that
    begins after a tie from the start crosses nothing.
    """
    crossed = crossings(history)
    return crossed[-1] if crossed else None


def crossings(history: History) -> tuple[int, ...]:
    """Return every epoch in which the arm that was behind went ahead, in order.

    Only epochs that both arms have ended count, and after the schedule of an arm its last one
    stands on: nothing trains it any more, so it stays as good as it was while the other arm goes
    on. Of an arm that was stopped or failed nobody knows how it would have gone on, so there the
    comparison ends. Ties count as in `crossing`.
    """
    if any(arm not in history.arms for arm in ARMS):
        return ()
    fine_tune, scratch = (_standing(history.arms[arm]) for arm in ARMS)
    found = []
    before = 0.0
    for epoch in range(1, _compared(history) + 1):
        lead = fine_tune(epoch) - scratch(epoch)
        if abs(lead) < ROUNDING:
            continue
        if before and math.copysign(1, lead) != before:
            found.append(epoch)
        before = math.copysign(1, lead)
    return tuple(found)


def _standing(arm: ArmHistory) -> Callable[[int], float]:
    """Return the validation accuracy of an arm by the epoch: of the last one before it or at it."""

    def accuracy(epoch: int) -> float:
        return next((e.val_accuracy for e in reversed(arm.epochs) if e.epoch <= epoch), math.nan)

    return accuracy


def _compared(history: History) -> int:
    """Return the last epoch at which both arms can be compared; 0 without two curves."""
    arms = list(history.arms.values())
    ended = [arm.last.epoch if arm.last else 0 for arm in arms]
    if not all(ended):
        return 0
    # What is done stands on; all others end the comparison.
    limits = [epoch for epoch, arm in zip(ended, arms, strict=True) if not _is_done(arm)]
    return min(limits, default=max(ended))


def _is_done(arm: ArmHistory) -> bool:
    return arm.finished is not None and arm.finished.outcome == "done"


def surprise(guess: RaceGuess, history: History) -> str:
    """Say in one line what differs most between a guess and what was measured.

    Who wins is what the verdict says, so "undecided" can be true, and another winner is always the
    largest difference. A lead counts by its share of 100 percentage points, a crossing by its
    share of the epochs, "never" being the epoch after the last one. While the race goes on, a
    crossing that is still to come is no surprise. Empty while there is nothing to compare.
    """
    verdict = judge(history)
    if verdict is None or verdict.duel is None:
        return ""
    so_far = "" if verdict.finished else " so far"
    lead, crossed = _lead_gap(guess, verdict), _crossing_gap(guess, history)
    if verdict.winner != guess.winner:
        told = f"{_result(verdict)}. You guessed that {guess.outcome}."
    elif not lead and not crossed:
        return f"No surprise{so_far}: {_result(verdict)}, and {_crossing_measured(history)}."
    elif lead >= crossed:
        told = f"{_result(verdict)}. You guessed {points(guess.lead, 1)}."
    else:
        told = f"{_crossing_measured(history)}. You guessed that {_crossing_guessed(guess)}."
    return f"Surprise{so_far}: {told}"


def _lead_gap(guess: RaceGuess, verdict: Verdict) -> float:
    """Return how far the lead is from the guess; 0 where it is less than one image."""
    duel = verdict.duel
    if duel is None or guess.winner == "undecided":
        return 0.0
    gap = abs(abs(duel.difference) - guess.lead)
    return gap if gap >= 1 / duel.total - ROUNDING else 0.0


def _crossing_gap(guess: RaceGuess, history: History) -> float:
    """Return how far the last crossing is from the guess, as a share of the epochs so far."""
    epochs = _compared(history)
    never = epochs + 1
    guessed = guess.crossing_epoch or never
    if not epochs or (guessed > epochs and guess.crossing_epoch and not history.finished):
        return 0.0
    return abs(min(guessed, never) - (crossing(history) or never)) / epochs


def _result(verdict: Verdict) -> str:
    duel = verdict.duel
    assert duel is not None
    if duel.difference == 0:
        return "undecided, without any difference"
    difference = points(duel.difference, duel.total)
    if verdict.winner == "undecided":
        return f"undecided, because a difference of {difference} may be chance"
    return f"{ARM_NAMES[verdict.winner]} {'won' if verdict.finished else 'leads'} by {difference}"


def _crossing_guessed(guess: RaceGuess) -> str:
    if guess.crossing_epoch is None:
        return "the curves never cross"
    return f"the curves cross in epoch {guess.crossing_epoch}"


def _crossing_measured(history: History) -> str:
    crossed = crossings(history)
    if not crossed:
        return "the curves never crossed" if history.finished else "the curves have not crossed yet"
    last = "" if len(crossed) == 1 else " for the last time"
    return f"the curves crossed{last} in epoch {crossed[-1]}"
