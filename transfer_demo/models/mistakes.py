"""Which validation images an arm gets wrong, the mistakes first that it is surest of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfer_demo.models.probabilities import Probabilities, likeliest


@dataclass(frozen=True, kw_only=True)
class ConfusedPair:
    """Images of one class that were taken for another; `counts` says of how many, by arm."""

    true: str
    predicted: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many mistakes of all arms these are."""
        return sum(self.counts.values())


def surest_mistakes(
    labels: Sequence[str], said: Mapping[str, Sequence[Probabilities]]
) -> list[int]:
    """Return the places of the images that at least one arm gets wrong, the surest mistakes first.

    What counts is the highest probability that an arm gives to the wrong class that it names.

    Args:
        labels: the true class of each image.
        said: what each arm says of each of them.
    """
    surest = {
        place: max(
            (answer[likeliest(answer)] for answer in answers if likeliest(answer) != label),
            default=None,
        )
        for place, (label, *answers) in enumerate(zip(labels, *said.values(), strict=True))
    }
    wrong = {place: share for place, share in surest.items() if share is not None}
    return sorted(wrong, key=lambda place: -wrong[place])


def confused_pairs(labels: Sequence[str], named: Mapping[str, Sequence[str]]) -> list[ConfusedPair]:
    """Return which class was taken for which other one, the most frequent first.

    Args:
        labels: the true class of each image.
        named: the class that each arm names for each of them.
    """
    pairs: dict[tuple[str, str], dict[str, int]] = {}
    for arm, answers in named.items():
        for label, answer in zip(labels, answers, strict=True):
            if answer != label:
                counts = pairs.setdefault((label, answer), dict.fromkeys(named, 0))
                counts[arm] += 1
    found = [
        ConfusedPair(true=true, predicted=predicted, counts=counts)
        for (true, predicted), counts in pairs.items()
    ]
    return sorted(found, key=lambda pair: -pair.total)
