"""The result of a study as a table in words: the numbers that its figure is made of."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from transfer_demo.plan import ARM_TITLES, FINE_TUNE, SCRATCH
from transfer_demo.studies.catch_up import CatchUp
from transfer_demo.studies.freeze import VARIANT_TITLES, FreezeDepth
from transfer_demo.studies.label_curves import LabelsSaved
from transfer_demo.studies.level import Level
from transfer_demo.studies.ranking import SCORES, BackboneRanks, Ranked
from transfer_demo.wording import amount, counted, in_millions, percent

NOTHING: Final = "–"
_ACCURACY: Final = "Accuracy"


class Table(NamedTuple):
    """Headings, and lines of as many cells."""

    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def freeze_table(result: FreezeDepth) -> Table:
    """Return a line for each depth, for scratch and for the variants."""
    named: list[tuple[str, Level | None]] = [
        (f"{depth} frozen", level) for depth, level in result.points.items()
    ]
    named.append((ARM_TITLES[SCRATCH], result.scratch))
    named += [(VARIANT_TITLES[name], level) for name, level in result.variants.items()]
    return _levels("", named)


def labels_table(result: LabelsSaved) -> Table:
    """Return a line for each size and arm."""
    curves = ((ARM_TITLES[FINE_TUNE], result.fine_tune), (ARM_TITLES[SCRATCH], result.scratch))
    named = [
        (f"{title}, {'up to ' if level.short_of(size) else ''}{size} a class", level)
        for size in result.sizes
        for title, level in ((title, curve.get(size)) for title, curve in curves)
        if level
    ]
    return _levels("", named)


def backbones_table(result: BackboneRanks) -> Table:
    """Return a line for each network: what was predicted, what came out, what it costs."""
    headings = (
        "Pretrained CNN",
        "LogME",
        "LEEP",
        "Neighbours",
        "Predicted",
        "Rank",
        _ACCURACY,
        _kind(row.actual for row in result.rows),
        "Score (s)",
        "Train (s)",
        "Parameters",
        f"GFLOPs ({result.image_size_px} px)",
    )
    table = Table(headings, tuple(_network(row) for row in result.rows))
    return _with_balanced(table, [row.actual for row in result.rows])


def catch_up_table(result: CatchUp) -> Table:
    """Return a line for fine-tuning, and one for each length of scratch."""
    named: list[tuple[str, Level | None]] = [
        (f"{ARM_TITLES[FINE_TUNE]}, {counted(result.epochs, 'epoch')}", result.fine_tune)
    ]
    named += [
        (f"{ARM_TITLES[SCRATCH]}, {counted(factor * result.epochs, 'epoch')}", level)
        for factor, level in result.scratch.items()
    ]
    return _levels("", named)


def _levels(first: str, named: Iterable[tuple[str, Level | None]]) -> Table:
    lines = [(name, level) for name, level in named if level]
    headings = (
        first,
        _ACCURACY,
        _kind(level for _, level in lines),
        "On training",
        "Seconds",
        "Trained",
        "Seeds",
    )
    table = Table(headings, tuple((name, *_measured(level)) for name, level in lines))
    return _with_balanced(table, [level for _, level in lines])


def _with_balanced(table: Table, levels: Sequence[Level | None]) -> Table:
    """Add, beside accuracy and its interval, that of equal classes where these are not."""
    shares = [_balanced(level) for level in levels]
    if set(shares) <= {NOTHING}:
        return table
    place = table.headings.index(_ACCURACY) + 2
    lines = zip(table.lines, shares, strict=True)
    return Table(
        (*table.headings[:place], "Balanced", *table.headings[place:]),
        tuple((*line[:place], share, *line[place:]) for line, share in lines),
    )


def _balanced(level: Level | None) -> str:
    if level is None or level.balanced_accuracy is None:
        return NOTHING
    return percent(level.balanced_accuracy, level.validation_images)


def _kind(levels: Iterable[Level | None]) -> str:
    """Name the intervals of a column: one seed has another than several."""
    seeds = {level.seeds > 1 for level in levels if level}
    if seeds == {False}:
        return "95% interval"
    return "Over seeds" if seeds == {True} else "Interval"


def _measured(level: Level) -> tuple[str, ...]:
    return (
        level.in_percent,
        _interval(level),
        level.train_in_percent,
        amount(level.seconds),
        in_millions(level.trainable_parameters),
        str(level.seeds),
    )


def _interval(level: Level) -> str:
    low, high = (percent(end, level.validation_images) for end in level.interval)
    return f"{low} to {high}"


def _network(row: Ranked) -> tuple[str, ...]:
    actual = row.actual
    return (
        row.title,
        *(f"{row.scores[name]:.3f}" if name in row.scores else NOTHING for name in SCORES),
        _rank(row.predicted_rank),
        _rank(row.actual_rank),
        actual.in_percent if actual else NOTHING,
        _interval(actual) if actual else NOTHING,
        amount(row.score_seconds) if row.score_seconds is not None else NOTHING,
        amount(row.seconds) if row.seconds is not None else NOTHING,
        in_millions(row.parameters),
        amount(row.gflops) if row.gflops is not None else NOTHING,
    )


def _rank(rank: float | None) -> str:
    return NOTHING if rank is None else f"{rank:g}"
