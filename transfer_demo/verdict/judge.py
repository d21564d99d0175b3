"""From a history to a verdict: where the arms stand, tested, and in sentences."""

from dataclasses import dataclass
from typing import Any

from transfer_demo.history import History
from transfer_demo.verdict.standing import Standing, Winner, stand
from transfer_demo.verdict.text import describe, summary


@dataclass(frozen=True, kw_only=True)
class Verdict(Standing):
    """Where the arms stand and what that means, in sentences for the screen.

    `summary` is the first of them: what there is room for where there is little.
    """

    summary: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def winner(self) -> Winner:
        """The arm that is better beyond reasonable doubt, or "undecided"."""
        return self.duel.winner if self.duel else "undecided"

    @property
    def difference(self) -> float | None:
        """Accuracy of fine-tuning minus that of training from scratch, after their last epochs."""
        return self.duel.difference if self.duel else None

    @property
    def p_value(self) -> float | None:
        """Two-sided p-value of McNemar's exact test on the predictions of the last epochs."""
        return self.duel.p_value if self.duel else None

    @property
    def text(self) -> str:
        """All sentences in one paragraph."""
        return " ".join(self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as it stands in the JSON of a comparison."""
        return {
            "winner": self.winner,
            "difference": self.difference,
            "p_value": self.p_value,
            "text": self.text,
        }


def judge(history: History) -> Verdict | None:
    """Compare the arms of a run, each after its last epoch; None while no arm has ended one."""
    standing = stand(history)
    if standing is None:
        return None
    return Verdict(**vars(standing), summary=summary(standing), sentences=describe(standing))
