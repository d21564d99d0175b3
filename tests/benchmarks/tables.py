"""Measurements as Markdown: one table per image set, one over all of them, one of the goals."""

import statistics
from collections.abc import Iterator, Sequence

from tests.benchmarks.goals import goals
from tests.benchmarks.measurement import Measurement, Measurements, mean
from tests.benchmarks.peers import registry as peer

BEGIN = "<!-- results: begin -->"
END = "<!-- results: end -->"


def render(measured: Measurements) -> str:
    """Return everything that is to be read."""
    blocks = [_conditions(measured)]
    blocks += [_set_table(measured, data_set) for data_set in measured.data_sets()]
    if len(measured.data_sets()) > 1:
        blocks.append(_overall_table(measured))
    blocks.append(_goal_table(measured))
    return "\n\n".join(blocks)


def fill(text: str, tables: str) -> str:
    """Return a page with the tables between its two marks, or the tables alone if it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return f"{tables}\n"
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def _conditions(measured: Measurements) -> str:
    listed = [*measured.machine.items(), *measured.settings.items()]
    return "Measured with: " + ", ".join(f"{name} {value}" for name, value in listed) + "."


def _set_table(measured: Measurements, data_set: str) -> str:
    rows = []
    for name, title in measured.titles().items():
        found = measured.find(peer=name, data_set=data_set)
        if found:
            rows.append([title, *_cells(measured, name, found)])
    first = next(m for m in measured.measured if m.data_set == data_set)
    seeds = len({m.seed for m in measured.measured if m.data_set == data_set})
    heading = (
        f"### {data_set}\n\n{first.train_images} training images, "
        f"{first.validation_images} validation images, {first.epochs} epochs, seeds: {seeds}\n\n"
    )
    return heading + _table(
        [
            "contestant",
            "seconds",
            "own seconds",
            "CPU seconds",
            "images/s",
            "time by all frozen",
            "time by default",
            "best epoch",
            "last epoch",
        ],
        rows,
    )


def _cells(measured: Measurements, name: str, found: Sequence[Measurement]) -> Iterator[str]:
    data_set = found[0].data_set
    own = [m.own_seconds for m in found if m.own_seconds is not None]
    yield _number(statistics.median(m.seconds for m in found), 2)
    yield _number(statistics.median(own) if own else None, 2)
    yield _number(statistics.median(m.cpu_seconds for m in found), 1)
    shown = statistics.median(m.images_per_second for m in found)
    yield _number(shown if len(found[0].val_accuracies) > 1 else None, 1)
    yield _number(measured.ratio(name, peer.ALL_FROZEN, data_set), 2)
    yield _number(measured.ratio(name, peer.DEFAULT, data_set), 2)
    yield _percent(mean([m.best for m in found]))
    yield _percent(mean([m.last for m in found]))


def _overall_table(measured: Measurements) -> str:
    rows = []
    data_sets = measured.data_sets()
    for name, title in measured.titles().items():
        ratios = [
            [measured.ratio(name, ours, each) for each in data_sets]
            for ours in (peer.ALL_FROZEN, peer.DEFAULT)
        ]
        best = mean([measured.accuracy(name, each) for each in data_sets])
        last = mean(
            [mean([m.last for m in measured.find(peer=name, data_set=d)]) for d in data_sets]
        )
        rows.append([title, *map(_geometric_mean, ratios), _percent(best), _percent(last)])
    heading = "### All image sets\n\nRatios: geometric mean. Accuracies: mean of the sets.\n\n"
    return heading + _table(
        ["contestant", "time by all frozen", "time by default", "best epoch", "last epoch"], rows
    )


def _goal_table(measured: Measurements) -> str:
    rows = []
    for goal in goals(measured):
        average = goal.average(measured)
        if average is not None:
            values = [goal.words(goal.value(measured, each)) for each in measured.data_sets()]
            verdict = "yes" if goal.reached(average) else "no"
            rows.append([goal.title, goal.asked, *values, goal.words(average), verdict])
    header = ["first by second", "asked", *measured.data_sets(), "all sets", "reached"]
    return "### Goals\n\n" + _table(header, rows)


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _geometric_mean(values: Sequence[float | None]) -> str:
    there = [value for value in values if value is not None]
    return _number(statistics.geometric_mean(there) if there else None, 2)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"
