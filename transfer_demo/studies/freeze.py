"""How many layers? The same training with 0, 1, 2, ... or all stages of the backbone frozen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from transfer_demo.backbones.catalogue import get
from transfer_demo.plan import ARM_NAMES, FINE_TUNE, SCRATCH, Plan, ResolvedPlan
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.paired import (
    PairedTest,
    cautions,
    compare,
    compare_best,
    compare_best_with,
    corrected,
)
from transfer_demo.studies.tally import StudyProgress, seeds_of, so_far, tally
from transfer_demo.wording import ROUNDING, counted

# Two other ways to train everything: as good a start as a probe can give (Kumar et al. 2022), and
# BatchNorm that forgets what it knew.
VARIANTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "probe_first": {"head_start": "probe"},
    "batch_norm": {"batch_norm": "training"},
}
VARIANT_TITLES: Final[Mapping[str, str]] = {
    "probe_first": "Probe first, then everything",
    "batch_norm": "BatchNorm in training mode",
}
_SCRATCH: Final = "scratch"


def plans(
    base: ResolvedPlan, *, stages: int, seeds: Sequence[int], variants: Collection[str] = ()
) -> tuple[ResolvedPlan, ...]:
    """Return the plans of the study, the quick and telling ones of each seed first.

    Per seed: everything frozen, scratch, then one and two stages trained; then from none frozen
    upwards, so that the longest trainings do not come last and two workers end together; then the
    variants.

    Args:
        base: what does not vary is taken from it.
        stages: how many stages the backbone has.
        seeds: the seeds, each a training of its own, and a split unless that is given.
        variants: names from `VARIANTS`; one that the base plan has anyway is left out.
    """
    return tuple(plan for seed in seeds for plan in _of_seed(base, stages, seed, variants))


def _of_seed(
    base: ResolvedPlan, stages: int, seed: int, variants: Collection[str]
) -> list[ResolvedPlan]:
    tuned = replace(base, seed=seed, arms=(FINE_TUNE,))
    scratch = replace(base, seed=seed, arms=(SCRATCH,))
    depths = [replace(tuned, frozen_stages=k) for k in range(stages + 1)]
    long, quick = depths[: max(stages - 2, 0)], depths[max(stages - 2, 0) : -1]
    full = depths[0]
    varied = [replace(full, **change) for name, change in VARIANTS.items() if name in variants]
    return [depths[-1], scratch, *quick[::-1], *long, *(plan for plan in varied if plan != full)]


@dataclass(frozen=True, kw_only=True)
class FreezeDepth:
    """What the study has measured: a level for each number of frozen stages, ascending.

    `scratch` is None, and depths and variants are missing, until one of their trainings is done.
    `complete` is whether all of it was measured with every seed.
    """

    backbone: str
    stages: int
    seeds: tuple[int, ...]
    points: Mapping[int, Level]
    scratch: Level | None
    variants: Mapping[str, Level]
    tally: StudyProgress
    complete: bool

    @property
    def levels(self) -> tuple[Level, ...]:
        """Everything that is measured."""
        scratch = (self.scratch,) if self.scratch else ()
        return (*self.points.values(), *scratch, *self.variants.values())

    @property
    def probe(self) -> Level | None:
        """The level of the linear probe: everything frozen."""
        return self.points.get(self.stages)

    @property
    def best(self) -> int | None:
        """The depth with the highest mean accuracy; of equals the one that trains least."""
        if not self.points:
            return None
        return max(self.points, key=lambda depth: (round(self.points[depth].mean, 9), depth))

    @property
    def level_with_best(self) -> tuple[int, ...]:
        """Other depths with the same mean accuracy as the best one, the deepest first."""
        if self.best is None:
            return ()
        highest = self.points[self.best].mean
        alike = (k for k in self.points if abs(self.points[k].mean - highest) < ROUNDING)
        return tuple(sorted((k for k in alike if k != self.best), reverse=True))


def read(cells: Sequence[Cell]) -> FreezeDepth:
    """Return what the cells of the study have measured, in whatever order they come.

    Raises:
        ValueError: there are no cells.
    """
    seeds = seeds_of(cells)
    usual = _usual(cells)
    measured = levels(cells, lambda cell: _place(cell.plan, usual))
    stages = len(get(cells[0].plan.backbone).stages)
    points = {k: measured[k] for k in range(stages + 1) if k in measured}
    progress = tally(cells)
    wanted = [measured.get(place) for place in (*range(stages + 1), _SCRATCH)]
    return FreezeDepth(
        backbone=cells[0].plan.backbone,
        stages=stages,
        seeds=seeds,
        points=points,
        scratch=measured.get(_SCRATCH),
        variants={name: measured[name] for name in VARIANTS if name in measured},
        tally=progress,
        complete=progress.is_complete(wanted, seeds=len(seeds)),
    )


def _place(plan: ResolvedPlan, usual: Mapping[str, Any]) -> int | str | None:
    """Return where a plan belongs: a depth, scratch, or the name of a variant."""
    if plan.arms == (SCRATCH,):
        return _SCRATCH
    unusual = {name: getattr(plan, name) for name in usual if getattr(plan, name) != usual[name]}
    if unusual:
        return next((name for name, change in VARIANTS.items() if change == unusual), None)
    return plan.frozen_stages


def _usual(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return the choices that a variant changes, as all others have them.

    Variants freeze nothing: what a plan with frozen stages says is the usual.
    """
    plans = [cell.plan for cell in cells]
    one = next((plan for plan in plans if plan.frozen_stages or plan.arms == (SCRATCH,)), Plan())
    return {name: getattr(one, name) for change in VARIANTS.values() for name in change}


def comparisons(result: FreezeDepth) -> dict[int | str, PairedTest]:
    """Compare the best depth with every other and with scratch, and variants with none frozen.

    The keys are depths, "scratch" and the names of variants. These are three questions, and the
    p-values of each are corrected together: which depth is best, whether the best one is better
    than scratch, and whether variants are better than plain full fine-tuning.
    """
    if result.best is None:
        return {}
    found: dict[int | str, PairedTest] = {}
    found.update(compare_best(result.best, result.points).items())
    if against := compare_best_with(result.best, result.points, result.scratch):
        found[_SCRATCH] = against
    if plain := result.points.get(0):
        variants = {name: compare(level, plain) for name, level in result.variants.items()}
        found.update(corrected(variants).items())
    return found


def answer(result: FreezeDepth) -> tuple[str, ...]:
    """Say where the best depth is and how good, and what it has over the others beyond noise."""
    best = result.best
    if best is None:
        return so_far([f"No depth is measured: {result.tally.words}."], complete=False)
    found = comparisons(result)
    near: dict[int | str, str] = {k: f"that with {k}" for k in (best - 1, best + 1)}
    far = {result.stages: "the linear probe", _SCRATCH: ARM_NAMES[SCRATCH]}
    level = " and ".join(map(str, result.level_with_best))
    beside = f", level with {level} frozen" if level else ""
    measured = result.points[best].words
    said = [f"{_depth(best, result.stages)} fine-tuning is best{beside}: {measured}."]
    told: list[PairedTest] = []
    # The probe may be a neighbour, and is told of as one.
    for names in (near, {place: name for place, name in far.items() if place not in near}):
        group = {name: found[place] for place, name in names.items() if place in found}
        if group:
            said.append(f"It is {' and '.join(c.above(name) for name, c in group.items())}.")
            told += group.values()
    for name, variant in result.variants.items():
        if name in found:
            words = f"{variant.in_percent}, {found[name].above('plain full fine-tuning')}"
            said.append(f"{VARIANT_TITLES[name]}: {words}.")
            told.append(found[name])
    said += cautions(told)
    if not result.complete:
        said.append(f"{result.tally.words}.")
    return so_far(said, complete=result.complete)


def guess_answer(result: FreezeDepth, guessed: int | None) -> str:
    """Say how far a number of frozen stages is from the best; empty without a guess."""
    best = result.best
    if best is None or guessed is None:
        return ""
    said = f"You guessed {stages_words(guessed)}."
    was = "Best was" if result.complete else "So far, best is"
    if guessed not in result.points:
        return f"{said} That is not measured. {was} {best}."
    if guessed == best:
        return f"{said} {'That was' if result.complete else 'So far, that is'} the best."
    comparison = compare(result.points[best], result.points[guessed])
    if comparison is None:
        return f"{said} {was} {best}."
    return f"{said} {was} {best}, {comparison.difference_words}."


def stages_words(number: int) -> str:
    """Return "1 frozen stage" or "5 frozen stages"."""
    return counted(number, "frozen stage") if number else "no frozen stages"


def _depth(depth: int, stages: int) -> str:
    if depth == stages:
        return f"With all {stages} stages frozen (a linear probe),"
    return f"With {depth or 'none'} of {stages} stages frozen,"
