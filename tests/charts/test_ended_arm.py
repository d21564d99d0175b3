from collections.abc import Sequence
from typing import Any

import pytest

from tests.told import arm_events, race
from transfer_demo.charts import curves, theme
from transfer_demo.charts.x_axis import X_AXES
from transfer_demo.events import Outcome
from transfer_demo.history import History

TOTAL = 40


def _race(
    fine_tune: Sequence[int], scratch: Sequence[int], *, outcome: Outcome | None = "done"
) -> History:
    return race(
        arm_events("fine_tune", fine_tune, total=TOTAL, outcome=outcome),
        arm_events("scratch", scratch, total=TOTAL, slow=3),
    )


def _lines(history: History, **choices: Any) -> list[dict[str, Any]]:
    traces = curves.figure(history, **choices).to_dict()["data"]
    dotted = [trace for trace in traces if trace.get("line", {}).get("dash") == "dot"]
    assert [trace["legendgroup"] for trace in dotted] == list(history.arms), "always as many"
    return [trace for trace in dotted if len(trace["x"])]


@pytest.mark.parametrize("x_axis", X_AXES)
def test_the_shorter_arm_goes_on_level_to_where_the_longer_one_ends(x_axis: str) -> None:
    history = _race([10, 30, 20], [5] * 12)
    (line,) = _lines(history, x_axis=x_axis)
    ends = [getattr(history.arms[arm].last, x_axis) for arm in ("fine_tune", "scratch")]
    assert list(line["x"]) == ends
    assert list(line["y"]) == pytest.approx([50, 50])
    assert line["legendgroup"] == "fine_tune"
    assert line["line"]["color"] == theme.ARM_COLOURS["fine_tune"]


def test_over_epochs_it_goes_to_the_last_one_that_is_planned() -> None:
    tuned = arm_events("fine_tune", [10, 20], total=TOTAL)
    begun = arm_events("scratch", [5] * 8, total=TOTAL, outcome=None)[:3]
    (line,) = _lines(race(tuned, begun), x_axis="epoch")
    assert list(line["x"]) == [2, 8]
    # Nobody knows yet how long that will take: the line is as long as there is something beside it.
    assert _lines(race(tuned, begun), x_axis="images_seen") == []


@pytest.mark.parametrize("outcome", [None, "stopped", "failed"])
def test_an_arm_that_has_not_done_its_epochs_has_no_line_yet(outcome: Outcome | None) -> None:
    assert _lines(_race([10, 20], [5] * 8, outcome=outcome)) == []


def test_arms_of_one_length_need_no_line() -> None:
    assert _lines(_race([10, 20], [5, 6])) == []


def test_where_there_are_many_epochs_points_are_smaller() -> None:
    few, many = (curves.figure(_race([10] * 10, [5] * long)) for long in (20, 80))
    sizes = [
        [t.marker.size for t in chart.data if t.mode == "lines+markers" and t.showlegend]
        for chart in (few, many)
    ]
    assert sizes[0] == [8, 8]
    assert sizes[1][0] == 8 > sizes[1][1]
    assert many.layout.xaxis.range == (-0.5, 80.5)
