"""Whether two trainings of a study differ by more than chance would make them differ."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.studies.level import Level, Measured
from transfer_demo.verdict.significance import SIGNIFICANT, corrected_t_test, mcnemar_exact
from transfer_demo.wording import p_value, points

_CHOSEN: Final = (
    "The best was chosen on the validation images themselves, so it looks a little better than "
    "it is."
)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two levels on the seeds that both have measured, and so on the same validation images.

    `difference` is the mean accuracy of the first minus that of the second. The p-value is that of
    McNemar's exact test for one seed, and of the corrected t-test for more; None where the seeds
    have no scatter to judge by.
    """

    difference: float
    p_value: float | None
    seeds: int
    validation_images: int

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
        validation_images=sum(len(one.hits) for one, _ in pairs),
    )


def _p_value(pairs: list[tuple[Measured, Measured]]) -> float | None:
    if len(pairs) > 1:
        differences = [one.accuracy - other.accuracy for one, other in pairs]
        shares = [len(one.hits) / one.train_images for one, _ in pairs]
        return corrected_t_test(differences, test_share=statistics.fmean(shares))
    ((one, other),) = pairs
    hits = list(zip(one.hits, other.hits, strict=True))
    return mcnemar_exact(hits.count((True, False)), hits.count((False, True)))


def cautions(comparisons: Sequence[Comparison]) -> list[str]:
    """Say which test the p-values of the best come from, and what it cannot see."""
    tested = [c for c in comparisons if c.p_value is not None and abs(c.difference) > 1e-9]
    return [_test(tested), _CHOSEN] if tested else []


def _test(tested: Sequence[Comparison]) -> str:
    fewest, most = min(c.seeds for c in tested), max(c.seeds for c in tested)
    if most == 1:
        return (
            "p is that of McNemar's exact test on the images of one seed: another split, or other "
            "random numbers, can turn a small difference round."
        )
    number = f"{most}" if fewest == most else f"up to {most}"
    test = f"p is that of the corrected t-test over {number} seeds (Nadeau & Bengio 2003)"
    if all(c.beyond_chance for c in tested):
        return f"{test}."
    return f"{test}: so few seeds can tell only large differences from chance."
