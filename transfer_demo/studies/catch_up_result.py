"""What trainings from scratch of several lengths reached, beside one fine-tuning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from transfer_demo.plan import SCRATCH, ResolvedPlan
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.paired import PairedTest, compare, corrected
from transfer_demo.studies.tally import StudyProgress, seeds_of, tally
from transfer_demo.wording import ROUNDING

# How many times the epochs of fine-tuning scratch gets, in trainings of their own.
FACTORS: Final = (1, 2, 4, 8, 16)
NEVER: Final = 0


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """What the study has measured: fine-tuning, and scratch by its times the epochs, ascending.

    `epochs` are those of fine-tuning. `complete` is whether all was measured with every seed.
    """

    backbone: str
    epochs: int
    seeds: tuple[int, ...]
    factors: tuple[int, ...]
    fine_tune: Level | None
    scratch: Mapping[int, Level]
    tally: StudyProgress
    complete: bool

    @property
    def levels(self) -> tuple[Level, ...]:
        """Everything that is measured."""
        return (*([self.fine_tune] if self.fine_tune else []), *self.scratch.values())

    @cached_property
    def comparisons(self) -> Mapping[int, PairedTest]:
        """Scratch minus fine-tuning at each length, on the seeds that both have, corrected."""
        tuned = self.fine_tune
        return corrected({n: compare(s, tuned) for n, s in self.scratch.items()} if tuned else {})

    def reaches(self, factor: int) -> bool | None:
        """Say whether scratch is not below fine-tuning at this length; None while nobody knows."""
        comparison = self.comparisons.get(factor)
        return comparison.difference >= -ROUNDING if comparison else None

    @property
    def caught(self) -> int | None:
        """The smallest measured length from which on scratch is not below fine-tuning, or None.

        All longer ones count, too: a single length that is not below may be a lucky one.
        """
        known = [factor for factor in self.scratch if self.reaches(factor) is not None]
        return _smallest({factor: bool(self.reaches(factor)) for factor in known})

    @property
    def per_seed(self) -> Mapping[int, int | None]:
        """The factor with which each seed alone caught up, None for one that did not.

        A seed that lacks one of the measured lengths is left out.
        """
        tuned = {run.seed: run.accuracy for run in self.fine_tune.runs} if self.fine_tune else {}
        curves = {
            factor: {run.seed: run.accuracy for run in level.runs}
            for factor, level in self.scratch.items()
        }
        return {
            seed: _smallest({n: runs[seed] >= goal - ROUNDING for n, runs in curves.items()})
            for seed, goal in tuned.items()
            if curves and all(seed in runs for runs in curves.values())
        }


def _smallest(reaches: Mapping[int, bool]) -> int | None:
    """Return the smallest length at which scratch, and with all longer ones, is not below."""
    found = None
    for factor in sorted(reaches, reverse=True):
        if not reaches[factor]:
            break
        found = factor
    return found


def read(cells: Sequence[Cell]) -> CatchUp:
    """Return what the cells of the study have measured, in whatever order they come.

    Raises:
        ValueError: there are no cells.
    """
    seeds = seeds_of(cells)
    measured = levels(cells, lambda cell: _place(cell.plan))
    factors = tuple(sorted({_place(cell.plan) for cell in cells} - {NEVER}))
    progress = tally(cells)
    wanted = [measured.get(place) for place in (NEVER, *factors)]
    return CatchUp(
        backbone=cells[0].plan.backbone,
        epochs=cells[0].plan.epochs,
        seeds=seeds,
        factors=factors or FACTORS,
        fine_tune=measured.get(NEVER),
        scratch={factor: measured[factor] for factor in factors if factor in measured},
        tally=progress,
        complete=progress.is_complete(wanted, seeds=len(seeds)),
    )


def _place(plan: ResolvedPlan) -> int:
    """Return how many times the epochs a plan gives to scratch, and 0 for fine-tuning."""
    return plan.scratch_epochs_factor if plan.arms == (SCRATCH,) else NEVER
