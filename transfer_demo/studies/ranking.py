"""Networks in the order that each score predicts, and in the order that fine-tuning gives."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from transfer_demo.backbones.catalogue import CATALOGUE, get
from transfer_demo.events import Scored
from transfer_demo.plan import FINE_TUNE, SCORE
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.tally import StudyProgress, seeds_of, tally
from transfer_demo.verdict.significance import rank_correlation, ranks

# Fields of `events.Scored`.
SCORES: Final[Mapping[str, str]] = {
    "logme": "LogME",
    "leep": "LEEP",
    "nearest_neighbour_accuracy": "nearest neighbours",
}
MEAN_RANK: Final = "mean_rank"
PREDICTORS: Final[Mapping[str, str]] = {**SCORES, MEAN_RANK: "all three together"}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One network: what was predicted, what came out, and what it costs.

    `scores` are means over the seeds; `ranks` are theirs, and that of the mean of the three under
    "mean_rank". Rank 1 is the best, and equal ones share the mean of their ranks. What is not
    measured is missing or None. `parameters` are those of the backbone without a head; `gflops` are
    measured while it is scored, 1e9 multiply-adds for one image at the size of the study.
    """

    name: str
    title: str
    parameters: int
    gflops: float | None
    scores: Mapping[str, float]
    score_seconds: float | None
    ranks: Mapping[str, float]
    actual: Level | None
    actual_rank: float | None

    @property
    def mean_rank(self) -> float | None:
        """The mean of the ranks by each score; None until it has all three."""
        found = [self.ranks[score] for score in SCORES if score in self.ranks]
        return statistics.fmean(found) if len(found) == len(SCORES) else None

    @property
    def predicted_rank(self) -> float | None:
        """The rank by all three scores together."""
        return self.ranks.get(MEAN_RANK)

    @property
    def seconds(self) -> float | None:
        """Mean time of the fine-tuning."""
        return self.actual.seconds if self.actual else None


@dataclass(frozen=True, kw_only=True)
class BackboneRanks:
    """What the study has measured, networks in the order of the catalogue.

    `correlations` are Spearman's, of each predictor with the measured accuracy; None for fewer
    than three networks, or where all are equal. `complete` is whether networks were trained, and
    all that was asked for is done.
    """

    seeds: tuple[int, ...]
    image_size_px: int
    rows: tuple[Ranked, ...]
    correlations: Mapping[str, float | None]
    tally: StudyProgress
    complete: bool

    @property
    def levels(self) -> tuple[Level, ...]:
        """What the fine-tuned networks reached."""
        return tuple(row.actual for row in self.rows if row.actual)

    @property
    def best(self) -> Ranked | None:
        """The network with the highest mean accuracy; of equals the smallest one."""
        trained = [row for row in self.rows if row.actual_rank is not None]
        return min(trained, key=lambda row: (row.actual_rank, row.parameters), default=None)


def read(cells: Sequence[Cell]) -> BackboneRanks:
    """Return what the cells of the study have measured, in whatever order they come.

    Raises:
        ValueError: there are no cells.
        UnknownBackbone: a network is not in the catalogue.
    """
    seeds = seeds_of(cells)
    names = _names(cells)
    looks = {name: _looks(cells, name) for name in names}
    actual = levels(cells, lambda cell: cell.plan.backbone if cell.arm == FINE_TUNE else None)
    predicted = _predicted(names, looks)
    actual_ranks = _ranks({name: level.mean for name, level in actual.items()})
    rows = [
        Ranked(
            name=name,
            title=get(name).title,
            parameters=get(name).parameters,
            gflops=_mean(look.scored.gflops / look.images for look in looks[name]),
            scores=_means([look.scored for look in looks[name]]),
            score_seconds=_mean(look.scored.seconds for look in looks[name]),
            ranks={score: of[name] for score, of in predicted.items() if name in of},
            actual=actual.get(name),
            actual_rank=actual_ranks.get(name),
        )
        for name in names
    ]
    progress = tally(cells)
    trained = {cell.plan.backbone for cell in cells if cell.arm == FINE_TUNE}
    return BackboneRanks(
        seeds=seeds,
        image_size_px=cells[0].plan.image_size_px,
        rows=tuple(rows),
        correlations={score: _correlation(of, actual_ranks) for score, of in predicted.items()},
        tally=progress,
        complete=bool(trained) and progress.is_complete(map(actual.get, trained), seeds=len(seeds)),
    )


def _names(cells: Sequence[Cell]) -> list[str]:
    asked = {get(cell.plan.backbone).name for cell in cells}
    return [name for name in CATALOGUE if name in asked]


class _Look(NamedTuple):
    """What one look at so many training images gave."""

    scored: Scored
    images: int


def _looks(cells: Sequence[Cell], name: str) -> list[_Look]:
    """Return the looks through one network, in the order of the seeds."""
    of_name = [cell for cell in cells if cell.plan.backbone == name and cell.arm == SCORE]
    in_order = sorted((cell for cell in of_name if cell.done), key=lambda cell: cell.plan.seed)
    histories = [cell.history for cell in in_order]
    return [_Look(h.scored, h.started.train_images) for h in histories if h.scored and h.started]


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return statistics.fmean(found) if found else None


def _means(looks: Sequence[Scored]) -> dict[str, float]:
    if not looks:
        return {}
    means = {name: statistics.fmean(getattr(look, name) for look in looks) for name in SCORES}
    return {name: mean for name, mean in means.items() if math.isfinite(mean)}


def _predicted(
    names: Sequence[str], looks: Mapping[str, Sequence[_Look]]
) -> dict[str, dict[str, float]]:
    """Return the rank of each network by each score, and by the mean of these ranks."""
    means = {name: _means([look.scored for look in looks[name]]) for name in names}
    predicted = {
        score: _ranks({name: of[score] for name, of in means.items() if score in of})
        for score in SCORES
    }
    together = {
        name: -statistics.fmean(of[name] for of in predicted.values())
        for name in names
        if all(name in of for of in predicted.values())
    }
    return {**predicted, MEAN_RANK: _ranks(together)}


def _ranks(values: Mapping[str, float]) -> dict[str, float]:
    """Rank the highest value first; a trace of rounding makes no difference."""
    rounded = [round(value, 9) for value in values.values()]
    return dict(zip(values, ranks(rounded), strict=True))


def _correlation(predicted: Mapping[str, float], actual: Mapping[str, float]) -> float | None:
    both = [name for name in predicted if name in actual]
    return rank_correlation([-predicted[n] for n in both], [-actual[n] for n in both])
