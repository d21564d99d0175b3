import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.studies.made import BASE, cell, waiting
from transfer_demo.charts import catch_up as chart
from transfer_demo.studies import catch_up
from transfer_demo.studies.catch_up import CatchUp

SCRATCH = {1: (30, 40), 2: (50, 52), 4: (70, 78), 8: (80, 84), 16: (88, 83)}


def _study(tuned: Sequence[int] = (80, 82), scratch: Mapping[int, Any] = SCRATCH) -> CatchUp:
    cells = []
    for plan in catch_up.plans(BASE, seeds=(0, 1)):
        factor, alone = plan.scratch_epochs_factor, plan.arms == ("fine_tune",)
        rights = tuned if alone else scratch.get(factor, ())
        slow = 1 if alone else 3 * factor
        cells.append(
            cell(plan, rights[plan.seed], total=100, slow=slow) if rights else waiting(plan)
        )
    return catch_up.read(cells)


def _traces(result: CatchUp, **choices: Any) -> list[dict[str, Any]]:
    return list(json.loads(chart.figure(result, **choices).to_json())["data"])


def _named(result: CatchUp, name: str, mode: str) -> list[dict[str, Any]]:
    return [t for t in _traces(result) if (t["name"], t["mode"]) == (name, mode)]


def test_each_length_is_a_point_over_its_epochs_and_one_over_its_seconds() -> None:
    over_epochs, over_seconds = _named(_study(), "From scratch", "markers+text")
    assert over_epochs["x"] == [10, 20, 40, 80, 160]
    assert over_seconds["x"] == [45, 90, 180, 360, 720]
    for panel in (over_epochs, over_seconds):
        assert panel["y"] == pytest.approx([35, 51, 74, 82, 85.5])
        assert panel["error_y"]["arrayminus"] == pytest.approx([5, 1, 4, 2, 2.5])
    assert {over_epochs["xaxis"], over_seconds["xaxis"]} == {"x", "x2"}
    assert "80 epochs" in over_epochs["hovertext"][3]
    assert "360 s" in over_epochs["hovertext"][3]


def test_no_line_goes_through_trainings_that_have_schedules_of_their_own() -> None:
    traces = [t for t in _traces(_study()) if t.get("legendgroup") == "scratch"]
    assert traces
    assert not any("lines" in trace["mode"] for trace in traces)


def test_fine_tuning_is_a_level_with_a_band_and_a_point_where_it_ends() -> None:
    result = _study()
    for line in _named(result, "Fine-tuning", "lines"):
        assert set(line["y"]) in ({81.0}, {80.0, 82.0})
        assert line["x"][0] < 15
        assert line["x"][1] > 160
    over_epochs, over_seconds = _named(result, "Fine-tuning", "markers")
    assert (over_epochs["x"], over_seconds["x"]) == ([10], [15])
    assert over_epochs["y"] == over_seconds["y"] == [81]


def test_every_seed_has_a_dot_in_both_panels() -> None:
    over_epochs, over_seconds = (t for t in _traces(_study()) if t["name"] == "Seeds")
    assert over_epochs["x"] == [n for n in (10, 20, 40, 80, 160) for _ in (0, 1)]
    assert over_seconds["x"] == [n for n in (45, 90, 180, 360, 720) for _ in (0, 1)]
    assert over_epochs["y"] == pytest.approx([right for pair in SCRATCH.values() for right in pair])


def test_a_ring_marks_where_scratch_has_caught_up() -> None:
    first, second = (t for t in _traces(_study()) if t["name"] == "Caught up")
    assert (first["x"], second["x"], first["showlegend"]) == ([80], [360], True)
    never = [t for t in _traces(_study(tuned=(99, 99))) if t["name"] == "Caught up"]
    assert [t["x"] for t in never] == [[], []]
    assert not any(t["showlegend"] for t in never)


def test_epochs_double_by_equal_steps_and_all_have_their_place_from_the_start() -> None:
    figures = [chart.figure(result) for result in (_study((), {}), _study(scratch={1: (3, 4)}))]
    for figure in (*figures, chart.figure(_study())):
        axis = figure.layout.xaxis
        assert axis.type == figure.layout.xaxis2.type == "log"
        assert axis.tickvals == (10, 20, 40, 80, 160)
        assert axis.ticktext[2] == "40<br>4×"
        assert axis.range == figures[0].layout.xaxis.range
        low, high = axis.range
        assert low < math.log10(10)
        assert high > math.log10(160)
        assert [trace.name for trace in figure.data] == [t.name for t in figures[0].data]


def test_seconds_have_round_numbers_whatever_they_are() -> None:
    axis = chart.figure(_study()).layout.xaxis2
    assert axis.tickvals == (20, 50, 100, 200, 500)
    assert axis.ticktext == ("20", "50", "100", "200", "500")
    low, high = (10**end for end in axis.range)
    assert low < 15
    assert high > 720


@pytest.mark.parametrize(
    ("guess", "places"), [(4, [40, 40]), (16, [160, 160]), (0, []), (17, []), (None, [])]
)
def test_a_guess_is_a_line_over_the_epochs(guess: int | None, places: list[int]) -> None:
    (line,) = (t for t in _traces(_study(), guess=guess) if t["name"] == "Your guess")
    assert (line["x"], line["showlegend"]) == (places, bool(places))
