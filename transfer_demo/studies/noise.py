"""Whether two trainings of a study differ by more than chance would make them differ."""

import statistics
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from transfer_demo.studies.level import Level, Measured, one_split, validation_images
from transfer_demo.verdict.significance import (
    SIGNIFICANT,
    corrected_t_test,
    holm,
    mcnemar_exact,
    sign_flip_test,
)
from transfer_demo.wording import p_value, points

Key = TypeVar("Key", bound=Hashable)

_CHOSEN: Final = (
    "Which of several is best was seen on the validation images themselves, so it looks a little "
    "better than it is."
)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two levels on the seeds that both have measured, and so on the same validation images.

    `difference` is the mean accuracy of the first minus that of the second. The p-value is that of
    McNemar's exact test for one seed, and of the corrected t-test for more, which takes it that
    each has drawn a split of its own; None where the seeds have no scatter to judge by. Where they
    have `one_split`, it is that of the sign-flip test on its images. It is corrected for as many
    comparisons as `family` says.
    """

    difference: float
    p_value: float | None
    seeds: int
    validation_images: int
    one_split: bool = False
    family: int = 1

    @property
    def beyond_chance(self) -> bool:
        """Whether chance alone would do that in fewer than 5 of 100 cases."""
        return self.p_value is not None and self.p_value < SIGNIFICANT

    @property
    def size(self) -> str:
        """The size of the difference: "3 percentage points"."""
        return points(self.difference, self.validation_images)

    @property
    def doubt(self) -> str:
        """In words whether it may be chance: "may be chance, p = 0.310"."""
        if self.p_value is None:
            return f"{self.seeds} seeds that differ by the very same amount cannot tell"
        return f"{'beyond' if self.beyond_chance else 'may be'} chance, {p_value(self.p_value)}"

    @property
    def difference_words(self) -> str:
        """The difference as it follows a name: "with 3 percentage points more"."""
        if abs(self.difference) < 1e-9:
            return "with as many right"
        return f"with {self.size} {'more' if self.difference > 0 else 'less'}"

    def above(self, other: str) -> str:
        """Say where the first stands: "3 percentage points above the probe (may be ...)"."""
        if abs(self.difference) < 1e-9:
            return f"level with {other}"
        side = "above" if self.difference > 0 else "below"
        return f"{self.size} {side} {other} ({self.doubt})"


def compare(first: Level, second: Level) -> Comparison | None:
    """Compare two levels seed by seed; None without a seed that both have."""
    others = {run.seed: run for run in second.runs}
    pairs = [(run, others[run.seed]) for run in first.runs if run.seed in others]
    if not pairs:
        return None
    return Comparison(
        difference=statistics.fmean(one.accuracy - other.accuracy for one, other in pairs),
        p_value=_p_value(pairs),
        seeds=len(pairs),
        validation_images=validation_images([one for one, _ in pairs]),
        one_split=_one_split(pairs),
    )


def _p_value(pairs: list[tuple[Measured, Measured]]) -> float | None:
    if len(pairs) == 1:
        ((one, other),) = pairs
        hits = list(zip(one.hits, other.hits, strict=True))
        return mcnemar_exact(hits.count((True, False)), hits.count((False, True)))
    if _one_split(pairs):
        # What scatters here is only the training; what may be chance is which images were asked.
        firsts = zip(*(one.hits for one, _ in pairs), strict=True)
        seconds = zip(*(other.hits for _, other in pairs), strict=True)
        return sign_flip_test([sum(a) - sum(b) for a, b in zip(firsts, seconds, strict=True)])
    differences = [one.accuracy - other.accuracy for one, other in pairs]
    shares = [len(a.hits) / min(a.train_images, b.train_images) for a, b in pairs]
    return corrected_t_test(differences, test_share=statistics.fmean(shares))


def _one_split(pairs: list[tuple[Measured, Measured]]) -> bool:
    return one_split([run for pair in pairs for run in pair])


def corrected(comparisons: Mapping[Key, Comparison | None]) -> dict[Key, Comparison]:
    """Correct the p-values of a family: all comparisons from which what is told is picked.

    Those that are None are left out, and those without a p-value stay as they are.
    """
    known = {key: comparison for key, comparison in comparisons.items() if comparison}
    p_values = {key: c.p_value for key, c in known.items() if c.p_value is not None}
    family = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    return {
        key: replace(comparison, p_value=family[key], family=len(family))
        if key in family
        else comparison
        for key, comparison in known.items()
    }


def tested(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """Return those that say something of chance: with a difference, and a p-value."""
    return [c for c in comparisons if c.p_value is not None and abs(c.difference) > 1e-9]


def cautions(comparisons: Sequence[Comparison]) -> list[str]:
    """Say which test the p-values of the best come from, and what it cannot see."""
    found = tested(comparisons)
    return [named_test(found), _CHOSEN] if found else []


def named_test(comparisons: Sequence[Comparison]) -> str:
    """Say which test the p-values come from; of at least one comparison, all with a p-value."""
    fewest, most = min(c.seeds for c in comparisons), max(c.seeds for c in comparisons)
    family = max(c.family for c in comparisons)
    holms = f", corrected for {family} comparisons (Holm 1979)" if family > 1 else ""
    if most == 1:
        return (
            f"p is that of McNemar's exact test on the images of one seed{holms}: another split, "
            "or other random numbers, can turn a small difference round."
        )
    if all(c.one_split for c in comparisons):
        return (
            f"p is that of an exact sign-flip test on the images (Fisher 1935){holms}: the seeds "
            "share one split, and another can turn a small difference round."
        )
    number = f"{most}" if fewest == most else f"up to {most}"
    test = f"p is that of the corrected t-test over {number} seeds (Nadeau & Bengio 2003){holms}"
    if all(c.beyond_chance for c in comparisons):
        return f"{test}."
    return f"{test}: so few seeds can tell only large differences from chance."
