"""Two curves over images per class, and how many images one needs to reach the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.crossing import Crossing, crossing
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.tally import StudyProgress, seeds_of, tally


@dataclass(frozen=True, kw_only=True)
class Match:
    """Where one curve reaches what the other has with so many images of each class.

    `crossing` is None where it never does. `per_seed` says the same of each seed alone, by its
    number, of those with which everything in question was measured.
    """

    images_per_class: int
    level: Level
    crossing: Crossing | None
    per_seed: Mapping[int, Crossing | None]


@dataclass(frozen=True, kw_only=True)
class LabelsSaved:
    """What the study has measured: two curves over images per class, and how they match.

    `matches` has, for each measured size of fine-tuning, where scratch reaches the same; `needed`
    is where fine-tuning reaches what scratch has with the largest size of all.
    """

    backbone: str
    seeds: tuple[int, ...]
    sizes: tuple[int, ...]
    fine_tune: Mapping[int, Level]
    scratch: Mapping[int, Level]
    matches: tuple[Match, ...]
    needed: Match | None
    tally: StudyProgress
    complete: bool

    @property
    def levels(self) -> tuple[Level, ...]:
        """What is measured with the largest size, where no class is held back."""
        curves = (self.fine_tune, self.scratch)
        return tuple(curve[self.sizes[-1]] for curve in curves if self.sizes[-1] in curve)

    @property
    def ahead_in_every_seed(self) -> int | None:
        """The smallest size with which fine-tuning beats scratch with the most in every seed.

        None where there is no such size.
        """
        most = self.scratch[max(self.scratch)].runs if self.scratch else ()
        for size, level in sorted(self.fine_tune.items()):
            reached = {run.seed: run.accuracy for run in level.runs}
            if most and all(reached.get(run.seed, 0.0) > run.accuracy for run in most):
                return size
        return None

    @property
    def short_from(self) -> int | None:
        """The smallest measured size that a class did not have; None where all had enough."""
        curves = (self.fine_tune, self.scratch)
        short = [s for curve in curves for s, level in curve.items() if level.short_of(s)]
        return min(short, default=None)


def read(cells: Sequence[Cell]) -> LabelsSaved:
    """Return what the cells of the study have measured, in whatever order they come.

    Raises:
        ValueError: there are no cells.
    """
    seeds = seeds_of(cells)
    fine_tune, scratch = _curve(cells, FINE_TUNE), _curve(cells, SCRATCH)
    sizes = tuple(sorted({cell.plan.train_per_class or 0 for cell in cells}))
    progress = tally(cells)
    every = [curve.get(size) for curve in (fine_tune, scratch) for size in sizes]
    return LabelsSaved(
        backbone=cells[0].plan.backbone,
        seeds=seeds,
        sizes=sizes,
        fine_tune=fine_tune,
        scratch=scratch,
        matches=tuple(_match(size, fine_tune, scratch) for size in fine_tune if scratch),
        needed=_match(sizes[-1], scratch, fine_tune)
        if sizes[-1] in scratch and fine_tune
        else None,
        tally=progress,
        complete=progress.is_complete(every, seeds=len(seeds)),
    )


def _curve(cells: Sequence[Cell], arm: str) -> dict[int, Level]:
    found = levels(cells, lambda cell: cell.plan.train_per_class if cell.arm == arm else None)
    return dict(sorted(found.items()))


def _match(size: int, of: Mapping[int, Level], on: Mapping[int, Level]) -> Match:
    """Find where the curve `on` reaches what the curve `of` has with this size."""
    alone = {
        run.seed: crossing(
            {at: _of_seed(level)[run.seed] for at, level in on.items()}, run.accuracy
        )
        for run in of[size].runs
        if all(run.seed in _of_seed(level) for level in on.values())
    }
    return Match(
        images_per_class=size,
        level=of[size],
        crossing=crossing({at: level.mean for at, level in on.items()}, of[size].mean),
        per_seed=alone,
    )


def _of_seed(level: Level) -> dict[int, float]:
    return {run.seed: run.accuracy for run in level.runs}
