import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.studies.made import BASE, cell, skewed, waiting
from transfer_demo.charts import labels_saved
from transfer_demo.plan import Plan
from transfer_demo.studies import labels
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.labels import LabelsSaved

SIZES = (2, 5, 10, 20)


def _plan(arm: str, size: int, seed: int) -> Plan:
    return replace(BASE, arms=(arm,), train_per_class=size, seed=seed)


def _cells(
    fine_tune: Mapping[int, Sequence[int]], scratch: Mapping[int, Sequence[int]]
) -> list[Cell]:
    return [
        cell(_plan(arm, size, seed), right, total=100, train_images=3 * size)
        for arm, curve in (("fine_tune", fine_tune), ("scratch", scratch))
        for size, rights in curve.items()
        for seed, right in enumerate(rights)
    ]


def _study() -> list[Cell]:
    return _cells(
        {2: [20, 22], 5: [45, 45], 10: [50, 50], 20: [50, 50]},
        {2: [5, 7], 5: [10, 10], 10: [40, 30], 20: [50, 50]},
    )


def _traces(result: LabelsSaved, **choices: Any) -> list[dict[str, Any]]:
    figure = json.loads(labels_saved.figure(result, **choices).to_json())
    return list(figure["data"])


def _curve(traces: list[dict[str, Any]], arm: str) -> dict[str, Any]:
    (curve,) = (t for t in traces if t.get("legendgroup") == arm and t["mode"] == "lines+markers")
    return curve


def _named(traces: list[dict[str, Any]], name: str) -> dict[str, Any]:
    (trace,) = (trace for trace in traces if trace["name"] == name)
    return trace


def test_both_curves_are_drawn_over_the_sizes() -> None:
    traces = _traces(labels.read(_study()))
    assert _curve(traces, "fine_tune")["x"] == list(SIZES)
    assert _curve(traces, "fine_tune")["y"] == pytest.approx([21, 45, 50, 50])
    assert _curve(traces, "scratch")["y"] == pytest.approx([6, 10, 35, 50])
    words = _curve(traces, "scratch")["hovertext"][2]
    assert words.startswith("<b>From scratch</b>, 10 images a class<br>35")
    assert "30 training images in all" in words


def test_hovering_tells_of_classes_that_have_fewer() -> None:
    plan = _plan("fine_tune", 10, 0)
    for images, said in ((20, ", 10 images a class<br>"), (19, ", up to 10 images a class<br>")):
        traces = _traces(labels.read([cell(plan, 45, total=100, train_images=images)]))
        assert said in _curve(traces, "fine_tune")["hovertext"][0]


def test_a_band_goes_from_the_lowest_to_the_highest_seed() -> None:
    traces = _traces(labels.read(_study()))
    (band,) = (t for t in traces if t.get("fill") == "toself" and t["legendgroup"] == "scratch")
    assert band["x"] == [2, 5, 10, 20, 20, 10, 5, 2]
    assert band["y"] == pytest.approx([7, 10, 40, 50, 50, 30, 10, 5])
    alone = _traces(labels.read(_cells({2: [20]}, {2: [5]})))
    assert all(trace["x"] == [] for trace in alone if trace.get("fill") == "toself")


def test_an_arrow_goes_to_where_scratch_reaches_the_same() -> None:
    result = labels.read(_study())
    match = labels.quoted(result)
    assert match is not None
    assert match.crossing is not None
    arrow = _named(_traces(result), "Labels saved")
    assert (arrow["x"][0], arrow["x"][-1]) == (5, match.crossing.images)
    assert set(arrow["y"]) == {45}
    assert arrow["text"][1] == "<b>5 do as well as about 16</b>"
    assert "interpolated between 10 and 20" in arrow["hovertext"]


@pytest.mark.parametrize(
    ("fine_tune", "scratch"),
    [
        ({5: [70]}, {5: [20]}),  # scratch never gets there
        ({5: [10]}, {5: [20]}),  # nothing is saved
        ({5: [10]}, {}),
        ({}, {5: [20]}),
    ],
)
def test_beyond_what_was_measured_there_is_no_arrow(
    fine_tune: Mapping[int, Sequence[int]], scratch: Mapping[int, Sequence[int]]
) -> None:
    arrow = _named(_traces(labels.read(_cells(fine_tune, scratch))), "Labels saved")
    assert arrow["x"] == arrow["y"] == []


def test_the_axis_shows_all_sizes_on_a_logarithmic_scale_from_the_start() -> None:
    cells = _study()
    empty = [waiting(one.plan) for one in cells]
    figures = [
        labels_saved.figure(labels.read(told)) for told in (empty, cells[:3] + empty[3:], cells)
    ]
    for figure in figures:
        axis = figure.layout.xaxis
        assert axis.type == "log"
        assert axis.tickvals == SIZES
        assert axis.ticktext == ("2", "5", "10", "20")
        low, high = axis.range
        assert low < math.log10(2)
        assert high > math.log10(20)
        assert axis.range == figures[0].layout.xaxis.range
        assert figure.layout.yaxis.range == (0, 102)
        assert [trace.name for trace in figure.data] == [t.name for t in figures[0].data]


@pytest.mark.parametrize(
    ("guess", "places"), [(5, [5, 5]), (7, [7, 7]), (0, []), (21, []), (None, [])]
)
def test_a_guess_is_a_line_among_the_sizes(guess: int | None, places: list[int]) -> None:
    line = _named(_traces(labels.read(_study()), guess=guess), "Your guess")
    assert (line["x"], line["showlegend"]) == (places, bool(places))


def test_a_line_says_what_guessing_gets_with_each_size() -> None:
    most = {5: 10, 20: 15}
    cells = [
        skewed(_plan(arm, size, 0), most=most[size], least=20 - most[size])
        for arm in ("fine_tune", "scratch")
        for size in most
    ]
    line = _named(_traces(labels.read(cells)), "Guessing")
    assert (line["x"], line["y"]) == ([5, 20], [50, 75])
    assert line["hovertext"][0] == "always the same class: 50% on average"
    assert line["text"] == ["", "always the most frequent class: 75%"]


def test_one_size_is_enough_for_a_figure() -> None:
    traces = _traces(labels.read(_cells({1: [20]}, {1: [5]})))
    assert _curve(traces, "fine_tune")["x"] == [1]
