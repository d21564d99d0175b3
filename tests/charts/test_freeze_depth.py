import json
from typing import Any

import plotly.graph_objects as go
import pytest

from tests.studies.made import BASE, STAGES, cell, skewed, waiting
from transfer_demo.charts import freeze_depth, theme
from transfer_demo.studies import freeze
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.freeze import FreezeDepth

CORRECT = (12, 13, 13, 14, 15, 15, 16, 18, 16, 14)


def _cells(seeds: tuple[int, ...] = (0,), variants: tuple[str, ...] = ()) -> list[Cell]:
    planned = freeze.plans(BASE, stages=STAGES, seeds=seeds, variants=variants)
    return [
        cell(
            plan,
            8 if plan.arms == ("scratch",) else CORRECT[plan.frozen_stages] + plan.seed,  # type: ignore[index]
            slow=1 + (STAGES - plan.frozen_stages),  # type: ignore[operator]
        )
        for plan in planned
    ]


def _traces(result: FreezeDepth, **choices: Any) -> dict[str, Any]:
    figure = json.loads(freeze_depth.figure(result, **choices).to_json())
    return {trace["name"]: trace for trace in figure["data"]}


def test_every_depth_is_drawn_where_it_was_measured() -> None:
    traces = _traces(freeze.read(_cells()))
    validation = traces["Validation"]
    assert validation["x"] == list(range(STAGES + 1))
    assert validation["y"] == pytest.approx([100 * right / 20 for right in CORRECT])
    assert traces["Training"]["y"] == pytest.approx(
        [min(100 * right / 20 + 10, 100) for right in CORRECT]
    )
    assert traces["Training"]["line"]["width"] < validation["line"]["width"]
    assert traces["Seconds"]["y"] == [15.0 * (1 + STAGES - k) for k in range(STAGES + 1)]


def test_the_bars_are_the_interval() -> None:
    result = freeze.read(_cells(seeds=(0, 1, 2)))
    bars = _traces(result)["Validation"]["error_y"]
    for depth, level in result.points.items():
        low, high = level.interval
        assert bars["array"][depth] == pytest.approx(100 * (high - level.mean))
        assert bars["arrayminus"][depth] == pytest.approx(100 * (level.mean - low))


def test_each_seed_is_a_dot_when_there_are_several() -> None:
    assert _traces(freeze.read(_cells()))["Seeds"]["x"] == []
    dots = _traces(freeze.read(_cells(seeds=(0, 1))))["Seeds"]
    drawn = sorted((x, round(y, 6)) for x, y in zip(dots["x"], dots["y"], strict=True))
    assert drawn == [(k, 5.0 * (CORRECT[k] + s)) for k in range(STAGES + 1) for s in (0, 1)]


def test_scratch_and_the_probe_are_dashed_lines_right_across() -> None:
    result = freeze.read(_cells())
    traces = _traces(result)
    for name, accuracy in (("From scratch", 40), ("Linear probe", 70)):
        assert set(traces[name]["y"]) == {accuracy}
        assert (min(traces[name]["x"]), max(traces[name]["x"])) == (-0.5, STAGES + 0.5)
        assert traces[name]["line"]["dash"].startswith("dash")
    assert traces["From scratch"]["line"]["color"] == theme.ARM_COLOURS["scratch"]


def test_the_best_depth_has_a_star_with_its_accuracy() -> None:
    star = _traces(freeze.read(_cells()))["Best"]
    assert (star["x"], star["y"], star["text"]) == ([7], [90], ["<b>90%</b>"])
    assert star["marker"]["symbol"] == "star"


def test_variants_are_open_marks_of_their_own() -> None:
    traces = _traces(freeze.read(_cells(variants=("probe_first", "batch_norm"))))
    for title in freeze.VARIANT_TITLES.values():
        assert (traces[title]["x"], traces[title]["showlegend"]) == ([0], True)
        assert traces[title]["marker"]["symbol"].endswith("-open")
    without = _traces(freeze.read(_cells()))
    assert all(without[title]["x"] == [] for title in freeze.VARIANT_TITLES.values())
    assert not any(without[title]["showlegend"] for title in freeze.VARIANT_TITLES.values())


@pytest.mark.parametrize(
    ("guess", "places"),
    [(5, [5, 5]), (0, [0, 0]), (99, []), (None, [])],
)
def test_a_guess_is_a_line_where_it_can_be_drawn(guess: int | None, places: list[int]) -> None:
    line = _traces(freeze.read(_cells()), guess=guess)["Your guess"]
    assert (line["x"], line["showlegend"]) == (places, bool(places))


def test_the_panels_share_their_axis_and_it_stands_still_while_results_arrive() -> None:
    cells = _cells()
    empty = [waiting(one.plan) for one in cells]
    figures = [
        freeze_depth.figure(freeze.read(told))
        for told in (empty, cells[:1] + empty[1:], cells[:6] + empty[6:], cells)
    ]
    for figure in figures:
        layout = figure.layout
        assert layout.xaxis.range == (-0.6, STAGES + 0.6)
        assert layout.xaxis.anchor == "y2"
        assert layout.yaxis.range == (0, 102)
        assert layout.yaxis3.range == figures[0].layout.yaxis3.range
        assert layout.uirevision == "freeze"
        assert [trace.name for trace in figure.data] == [t.name for t in figures[0].data]
        assert {trace.xaxis for trace in figure.data} == {None}


def test_a_depth_that_is_missing_is_a_gap_and_not_a_straight_line() -> None:
    cells = [waiting(one.plan) if one.plan.frozen_stages == 4 else one for one in _cells()]
    validation = _traces(freeze.read(cells))["Validation"]
    assert validation["y"][4] is None
    assert validation["hovertext"][4] == ""
    assert validation["y"][3] is not None


def test_a_study_that_has_not_begun_is_an_empty_figure() -> None:
    figure = freeze_depth.figure(freeze.read([waiting(one.plan) for one in _cells()]))
    assert all(y is None for trace in figure.data for y in trace.y or ())


def test_a_line_across_says_what_guessing_gets_in_the_mean_of_the_seeds() -> None:
    planned = freeze.plans(BASE, stages=STAGES, seeds=(0, 1))
    cells = [skewed(plan, most=15 + plan.seed, least=5 - plan.seed) for plan in planned]
    (line,) = freeze_depth.figure(freeze.read(cells)).layout.shapes
    assert line.y0 == line.y1 == pytest.approx(100 * (15 / 20 + 16 / 20) / 2)
    assert line.yref in (None, "y")
    empty = freeze_depth.figure(freeze.read([waiting(plan) for plan in planned]))
    assert not empty.layout.shapes


def test_hovering_says_in_words_what_a_point_means() -> None:
    words = _traces(freeze.read(_cells(seeds=(0, 1))))["Validation"]["hovertext"][7]
    assert words.startswith("<b>7 of 9 stages frozen</b>, the best<br>92% of the validation")
    assert "90% to 95% over 2 seeds" in words
    assert "45 s" in words
    assert "2,562 parameters" in words


def test_seconds_are_said_to_include_what_was_shared() -> None:
    result = freeze.read(_cells())
    assert freeze_depth.figure(result).layout.yaxis2.title.text == "Seconds"
    assert _traces(result)["Seconds"]["hovertext"][1] == (
        "<b>1 frozen stage</b><br>135 s, 2,562 parameters trained,<br>what was shared included"
    )


@pytest.mark.parametrize("base", [None, "light", "dark"])
def test_a_figure_takes_the_look_of_its_page(base: theme.Base | None) -> None:
    figure = freeze_depth.figure(freeze.read(_cells()), base=base)
    assert figure.layout.template == go.Figure(layout=theme.layout(base)).layout.template
    assert figure.layout.height == freeze_depth.HEIGHT_PX
