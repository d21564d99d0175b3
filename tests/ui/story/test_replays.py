import json

from tests.told import arm_events, race
from transfer_demo.charts import curves
from transfer_demo.history import History
from transfer_demo.ui.story.replays import moments, replayed


def _race() -> History:
    return race(
        arm_events("fine_tune", [20, 30, 28], total=33),
        arm_events("scratch", [9, 20], total=33, slow=9),
    )


def test_a_history_grows_epoch_by_epoch_and_ends_as_it_is() -> None:
    grown = moments(_race())
    counts = [[len(arm.epochs) for arm in moment.arms.values()] for moment in grown]
    assert counts == [[0, 0], [1, 1], [2, 2], [3, 2]]
    assert grown[-1] == _race()


def test_the_axes_stand_still_while_points_are_added() -> None:
    drawn = replayed(_race(), curves.figure, height_px=300)
    figures = [json.loads(figure) for figure in (*drawn.frames, drawn.whole.figure)]
    assert len(figures) == 4
    for axis in ("xaxis", "yaxis"):
        ranges = [figure["layout"][axis]["range"] for figure in figures]
        assert all(shown == ranges[0] for shown in ranges)
    assert {figure["layout"]["height"] for figure in figures} == {300}
    # Plotly brings a chart up to date trace by trace.
    assert len({len(figure["data"]) for figure in figures}) == 1
