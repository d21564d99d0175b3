"""Paired tests: whether two trainings of a study differ by more than chance would let them."""

import statistics
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, TypeVar

from transfer_demo.studies.level import Level, SeedResult, one_split, some_alike, validation_images
from transfer_demo.verdict.significance import SIGNIFICANT, holm, sign_flip_test
from transfer_demo.wording import ROUNDING, p_value, points

Key = TypeVar("Key", bound=Hashable)

_CHOSEN: Final = (
    "Which of several is best was seen on the validation images themselves, so it looks a little "
    "better than it is."
)


@dataclass(frozen=True, kw_only=True)
class PairedTest:
    """Two levels on the seeds that both have measured, and so on the same validation images.

    `difference` is the mean accuracy of the first minus that of the second. The p-value is that of
    the sign-flip test on the images, an image that several seeds hold out being one of them, and
    so are images that look alike: with one seed and none alike it is McNemar's exact test. It
    speaks of the networks that were trained. That others would do the same is what `seeds_agree`
    is for: the difference has the same sign with each seed. `some_alike` says that there are such.
    The p-value is corrected for as many comparisons as `family` says.
    """

    difference: float
    p_value: float
    seeds: int
    validation_images: int
    seeds_agree: bool = True
    one_split: bool = False
    some_alike: bool = False
    family: int = 1

    @property
    def beyond_chance(self) -> bool:
        """Whether chance alone would do that in fewer than 5 of 100 cases, and every seed does."""
        return self.p_value < SIGNIFICANT and self.seeds_agree

    @property
    def size(self) -> str:
        """The size of the difference: "3 percentage points"."""
        return points(self.difference, self.validation_images)

    @property
    def doubt(self) -> str:
        """In words whether it may be chance: "may be chance, p = 0.310"."""
        if self.p_value < SIGNIFICANT and not self.seeds_agree:
            return f"{p_value(self.p_value)}, but not with every seed, so it may be chance"
        return f"{'beyond' if self.beyond_chance else 'may be'} chance, {p_value(self.p_value)}"

    @property
    def difference_words(self) -> str:
        """The difference as it follows a name: "with 3 percentage points more"."""
        if abs(self.difference) < ROUNDING:
            return "with as many right"
        return f"with {self.size} {'more' if self.difference > 0 else 'less'}"

    def above(self, other: str) -> str:
        """Say where the first stands: "3 percentage points above the probe (may be ...)"."""
        if abs(self.difference) < ROUNDING:
            return f"level with {other}"
        side = "above" if self.difference > 0 else "below"
        return f"{self.size} {side} {other} ({self.doubt})"


def compare(first: Level, second: Level) -> PairedTest | None:
    """Compare two levels seed by seed; None without a seed that both have."""
    others = {run.seed: run for run in second.runs}
    pairs = [(run, others[run.seed]) for run in first.runs if run.seed in others]
    if not pairs:
        return None
    each = [one.accuracy - other.accuracy for one, other in pairs]
    return PairedTest(
        difference=statistics.fmean(each),
        p_value=_p_value(pairs),
        seeds=len(pairs),
        validation_images=validation_images(one for one, _ in pairs),
        seeds_agree=min(each) * max(each) > 0,
        one_split=one_split(run for pair in pairs for run in pair),
        some_alike=some_alike(one for one, _ in pairs),
    )


def _p_value(pairs: Sequence[tuple[SeedResult, SeedResult]]) -> float:
    """Return that of the sign-flip test: what an image and its like say in all seeds is one."""
    leads: Counter[str] = Counter()
    for one, other in pairs:
        # A name that only one of them knows is that of an older run, in another order.
        for name in one.hits.keys() & other.hits.keys():
            leads[one.groups[name]] += one.hits[name] - other.hits[name]
    return sign_flip_test(list(leads.values()))


def corrected(
    told: Mapping[Key, PairedTest | None], *, beside: Iterable[PairedTest | None] = ()
) -> dict[Key, PairedTest]:
    """Correct the p-values of a family: all comparisons from which what is told is picked.

    Args:
        told: the comparisons that are told of, by what they are called. Those that are None are
            left out.
        beside: those that would have been told of had the images said otherwise.
    """
    known = {key: comparison for key, comparison in told.items() if comparison}
    family = [*known.values(), *(comparison for comparison in beside if comparison)]
    p_values = holm([comparison.p_value for comparison in family])
    return {
        key: replace(comparison, p_value=p, family=len(family))
        for (key, comparison), p in zip(known.items(), p_values, strict=False)
    }


def compare_best(best: Key, levels: Mapping[Key, Level]) -> dict[Key, PairedTest]:
    """Compare the best of several levels with each of the others.

    Any pair might have been the one to look at, so the p-values are corrected for all pairs.

    Args:
        best: its key.
        levels: all among which it is the best.
    """
    rest = {key: level for key, level in levels.items() if key != best}
    told = {key: compare(levels[best], level) for key, level in rest.items()}
    return corrected(told, beside=[compare(*pair) for pair in combinations(rest.values(), 2)])


def compare_best_with(
    best: Key, levels: Mapping[Key, Level], other: Level | None
) -> PairedTest | None:
    """Compare the best of several levels with one that is none of them, corrected for the choice.

    Args:
        best: its key.
        levels: all among which it is the best.
        other: what it is compared with; None if that is not measured.
    """
    if other is None:
        return None
    each = {key: compare(level, other) for key, level in levels.items()}
    return corrected(each).get(best)


def tested(comparisons: Iterable[PairedTest]) -> list[PairedTest]:
    """Return those that say something of chance: with a difference."""
    return [c for c in comparisons if abs(c.difference) > ROUNDING]


def cautions(comparisons: Sequence[PairedTest]) -> list[str]:
    """Say which test the p-values of the best come from, and what it cannot see."""
    found = tested(comparisons)
    return [named_test(found), _CHOSEN] if found else []


def named_test(comparisons: Sequence[PairedTest]) -> str:
    """Say which test the p-values come from; of at least one comparison."""
    families = sorted({c.family for c in comparisons})
    span = " to ".join(dict.fromkeys(f"{family}" for family in (families[0], families[-1])))
    holms = f", corrected for {span} comparisons (Holm 1979)" if families[-1] > 1 else ""
    one_seed = all(c.seeds == 1 for c in comparisons)
    test = "McNemar's exact test on the images of one seed"
    if not one_seed or any(c.some_alike for c in comparisons):
        test = "an exact sign-flip test on the images (Fisher 1935)"
    test = f"p is that of {test}{holms}"
    if any(c.some_alike for c in comparisons):
        test = f"{test}, in which images that look alike count as one"
    if one_seed:
        return f"{test}: another split, or other random numbers, can turn a small difference round."
    if all(c.one_split for c in comparisons):
        return f"{test}: the seeds share one split, and another can turn a small difference round."
    return (
        f"{test}, in which an image that several seeds hold out is one: it speaks of the networks "
        "that were trained, so a difference counts only where every seed has it."
    )
