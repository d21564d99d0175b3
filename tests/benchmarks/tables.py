"""Measurements as Markdown: a table per image set, and tables over all of them."""

import statistics
from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.goals import best_recipe, goals
from tests.benchmarks.measurement import Measurement, Measurements, mean
from tests.benchmarks.peers import registry as peer
from tests.benchmarks.stopwatch import PARTS

BEGIN = "<!-- results: begin -->"
END = "<!-- results: end -->"


def render(measured: Measurements) -> str:
    """Return everything that is to be read."""
    blocks = [_conditions(measured)]
    blocks += [_set_table(measured, data_set) for data_set in measured.data_sets()]
    if len(measured.data_sets()) > 1:
        blocks.append(_overall_table(measured))
    blocks += [_parts_table(measured), _scratch_table(measured), _goal_table(measured)]
    return "\n\n".join(block for block in blocks if block)


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
    for name, title in _racers(measured).items():
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
            "loader processes",
            "seconds",
            "own seconds",
            "CPU seconds",
            "images/s",
            "time by all frozen",
            "time by default",
            "last epoch",
            "best epoch",
        ],
        rows,
    )


def _cells(measured: Measurements, name: str, found: Sequence[Measurement]) -> Iterator[str]:
    data_set = found[0].data_set
    yield _setting(measured.loader_workers(name, data_set))
    own = [m.own_seconds for m in found if m.own_seconds is not None]
    yield _number(statistics.median(m.seconds for m in found), 2)
    yield _number(statistics.median(own) if own else None, 2)
    yield _number(statistics.median(m.cpu_seconds for m in found), 1)
    shown = statistics.median(m.images_per_second for m in found)
    yield _number(shown if len(found[0].val_accuracies) > 1 else None, 1)
    yield _number(measured.ratio(name, peer.ALL_FROZEN, data_set), 2)
    yield _number(measured.ratio(name, peer.DEFAULT, data_set), 2)
    yield _percent(measured.accuracy(name, data_set))
    yield _percent(mean([m.best for m in found]))


def _overall_table(measured: Measurements) -> str:
    rows = []
    data_sets = measured.data_sets()
    for name, title in _racers(measured).items():
        ratios = [
            [measured.ratio(name, ours, each) for each in data_sets]
            for ours in (peer.ALL_FROZEN, peer.DEFAULT)
        ]
        last = measured.mean_accuracy(name)
        best = mean(
            [mean([m.best for m in measured.find(peer=name, data_set=d)]) for d in data_sets]
        )
        rows.append([title, *map(_geometric_mean, ratios), _percent(last), _percent(best)])
    heading = "### All image sets\n\nRatios: geometric mean. Accuracies: mean of the sets.\n\n"
    return heading + _table(
        ["contestant", "time by all frozen", "time by default", "last epoch", "best epoch"], rows
    )


def _parts_table(measured: Measurements) -> str:
    looked_at = {
        title: found
        for name, title in measured.titles().items()
        if (found := [m for m in measured.measured if m.peer == name and m.parts])
    }
    if not looked_at:
        return ""
    columns = looked_at.values()
    rows = [
        [part, *(_number(statistics.fmean(m.parts[part] for m in found), 2) for found in columns)]
        for part in PARTS
    ]
    totals = [_number(statistics.fmean(m.seconds for m in found), 2) for found in columns]
    heading = "### Where the seconds go\n\nMeans of all image sets and seeds.\n\n"
    return heading + _table(["seconds", *looked_at], [*rows, ["all", *totals]])


def _scratch_table(measured: Measurements) -> str:
    best, titles = best_recipe(measured), measured.titles()
    if best is None:
        return ""
    recipes = [name for name in titles if name.startswith(peer.PLAIN_SCRATCH)]
    data_sets = [
        data_set
        for data_set in measured.data_sets()
        if any(measured.find(peer=name, data_set=data_set) for name in recipes)
    ]
    accuracies = {
        name: [measured.accuracy(name, data_set) for data_set in data_sets]
        for name in titles
        if name in (peer.OUR_SCRATCH, *recipes)
    }
    rows = []
    for name, each in accuracies.items():
        title = f"**{titles[name]}**" if name == best else titles[name]
        rows.append([title, *map(_percent, [*each, mean(each)])])
    by_set = zip(*(accuracies[name] for name in recipes), strict=True)
    greatest = [max(value for value in found if value is not None) for found in by_set]
    rows.append(["the best plain one of each set", *map(_percent, [*greatest, mean(greatest)])])
    heading = (
        "### From scratch, beside plain recipes\n\nLast epoch, mean of the seeds. In bold: the "
        "plain recipe that is best over all sets, seen afterwards.\n\n"
    )
    return heading + _table(["recipe", *data_sets, "all sets"], rows)


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


def _racers(measured: Measurements) -> Mapping[str, str]:
    """Return the titles of those whose time counts, by name."""
    titles = measured.titles().items()
    return {name: title for name, title in titles if not name.startswith(peer.PLAIN_SCRATCH)}


def _setting(loader_workers: int | None) -> str:
    if loader_workers is None:
        return ""
    return f"{loader_workers}, kept" if loader_workers else "0, in the loop"


def _geometric_mean(values: Sequence[float | None]) -> str:
    there = [value for value in values if value is not None]
    return _number(statistics.geometric_mean(there) if there else None, 2)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"
