import json
import math
from typing import Any

import pytest

from tests.told import arm_events, epoch_end, race, started
from transfer_demo.charts import curves, theme
from transfer_demo.charts.x_axis import X_AXES
from transfer_demo.events import Untrained
from transfer_demo.history import History, fold
from transfer_demo.plan import ARMS


def _race() -> History:
    return race(
        arm_events("fine_tune", [20, 30, 28], total=33),
        arm_events("scratch", [9, 20], total=33, slow=9),
    )


def _traces(history: History, **choices: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The traces by arm and role, without the lines of arms that have ended before others."""
    drawn = curves.figure(history, **choices).to_dict()["data"]
    traces = [trace for trace in drawn if trace.get("line", {}).get("dash") != "dot"]
    roles = {"lines": "training", "markers": "best", "markers+text": "last"}
    return {
        (
            trace["legendgroup"],
            "training" if trace.get("line", {}).get("dash") else roles.get(trace["mode"], "curve"),
        ): trace
        for trace in traces
    }


@pytest.mark.parametrize("x_axis", X_AXES)
@pytest.mark.parametrize("metric", curves.METRICS)
def test_every_measured_value_is_drawn_where_it_was_measured(metric: str, x_axis: str) -> None:
    history = _race()
    traces = _traces(history, metric=metric, x_axis=x_axis)
    scale = 100 if metric == "accuracy" else 1
    for arm in history.arms.values():
        for role, part in (("curve", "val"), ("training", "train")):
            trace = traces[arm.arm, role]
            measured = [getattr(epoch, f"{part}_{metric}") for epoch in arm.epochs]
            assert list(trace["x"]) == [getattr(epoch, x_axis) for epoch in arm.epochs]
            assert list(trace["y"]) == pytest.approx([scale * value for value in measured])


@pytest.mark.parametrize("x_axis", X_AXES)
@pytest.mark.parametrize(("metric", "value"), [("accuracy", 25), ("loss", 1.4)])
def test_a_curve_begins_with_what_the_network_was_worth_before_any_training(
    metric: str, value: float, x_axis: str
) -> None:
    before = Untrained(arm="scratch", seconds=2.0, gflops=3.0, val_loss=1.4, val_accuracy=0.25)
    history = fold([*arm_events("scratch", [20], total=33), before])
    traces = _traces(history, metric=metric, x_axis=x_axis)
    curve = traces["scratch", "curve"]
    assert (curve["x"][0], curve["y"][0]) == (getattr(before, x_axis), value)
    assert "before any training" in curve["hovertext"][0]
    assert len(curve["x"]) == 2
    # Nothing was learned from yet, so there is nothing to say of the training images.
    assert len(traces["scratch", "training"]["x"]) == 1


def test_validation_is_solid_and_training_dashed_in_the_colour_of_the_arm() -> None:
    traces = _traces(_race())
    for arm in ARMS:
        assert "dash" not in traces[arm, "curve"]["line"]
        assert traces[arm, "training"]["line"]["dash"] == "dash"
        colours = {traces[arm, role]["line"]["color"] for role in ("curve", "training")}
        assert colours == {theme.ARM_COLOURS[arm]}
        assert traces[arm, "best"]["marker"]["color"] == theme.ARM_COLOURS[arm]


def test_the_legend_names_each_arm_once() -> None:
    named = [t["name"] for t in curves.figure(_race()).to_dict()["data"] if t["showlegend"]]
    assert named == ["Fine-tuning", "From scratch"]


def test_the_star_is_said_to_be_hindsight() -> None:
    title = curves.figure(_race()).layout.legend.title.text
    assert "★: best epoch, seen afterwards" in title


def test_the_best_epoch_has_a_star_and_the_last_one_its_accuracy() -> None:
    traces = _traces(_race(), metric="accuracy", x_axis="seconds")
    assert list(traces["fine_tune", "best"]["x"]) == [3.0]
    assert list(traces["scratch", "best"]["y"]) == pytest.approx([100 * 20 / 33])
    assert list(traces["fine_tune", "last"]["x"]) == [traces["fine_tune", "curve"]["x"][-1]]
    assert list(traces["fine_tune", "last"]["text"]) == ["85%"]
    # On the curve of the loss the same epoch is best: the one that is right most often.
    loss = _traces(_race(), metric="loss")
    assert list(loss["fine_tune", "best"]["x"]) == [2]
    assert ("fine_tune", "last") not in loss


@pytest.mark.parametrize(
    ("right", "place"),
    # Guessing gets 50 of the 100 images right: half of them show each class.
    [(3, "top"), (14, "top"), (16, "bottom"), (45, "bottom"), (55, "top"), (66, "bottom")],
)
def test_the_words_of_the_last_epoch_keep_off_the_axis_and_the_line_of_guessing(
    right: int, place: str
) -> None:
    traces = _traces(fold(arm_events("scratch", [right], total=100)), metric="accuracy")
    assert traces["scratch", "last"]["textposition"] == f"{place} center"


@pytest.mark.parametrize(
    ("tuned", "scratch", "places"),
    [
        (91, 93, ("bottom", "top")),
        (93, 91, ("top", "bottom")),
        (91, 91, ("top", "bottom")),
        # Guessing gets 50: the lower one writes above that, and the higher one keeps off.
        (76, 58, ("top", "top")),
        (95, 58, ("bottom", "top")),
        (62, 58, ("top", "bottom")),
    ],
)
def test_the_words_of_two_arms_that_end_close_to_each_other_stand_apart(
    tuned: int, scratch: int, places: tuple[str, str]
) -> None:
    history = race(
        arm_events("fine_tune", [tuned], total=100), arm_events("scratch", [scratch], total=100)
    )
    traces = _traces(history, metric="accuracy")
    assert tuple(traces[arm, "last"]["textposition"].split()[0] for arm in ARMS) == places


def test_accuracy_is_drawn_from_0_to_100_percent() -> None:
    assert curves.figure(_race(), metric="accuracy").layout.yaxis.range == (0, 100)
    assert "%" in curves.figure(_race(), metric="accuracy").layout.yaxis.title.text
    assert curves.figure(_race(), metric="loss").layout.yaxis.range is None


@pytest.mark.parametrize("x_axis", X_AXES)
def test_a_line_under_the_accuracy_says_what_guessing_gets(x_axis: str) -> None:
    (line,) = curves.figure(_race(), x_axis=x_axis).layout.shapes
    # Of 33 images in two classes, 17 show the more frequent one.
    assert line.y0 == line.y1 == pytest.approx(100 * 17 / 33)
    assert line.label.text == "always the most frequent class: 52%"
    assert not curves.figure(_race(), metric="loss", x_axis=x_axis).layout.shapes
    assert not curves.figure(History()).layout.shapes


def test_every_axis_says_what_it_counts() -> None:
    assert set(curves.X_TITLES) == set(X_AXES)
    for axis, title in curves.X_TITLES.items():
        assert curves.figure(_race(), x_axis=axis).layout.xaxis.title.text == title


def test_the_axis_of_epochs_shows_all_planned_ones_from_the_start() -> None:
    begun = fold([started("scratch", epochs=40)])
    axis = curves.figure(begun, x_axis="epoch").layout.xaxis
    assert axis.range == (-0.5, 40.5)
    assert axis.dtick == 4


def test_zoom_and_hidden_arms_survive_new_points_and_not_another_axis() -> None:
    early = race(arm_events("fine_tune", [20], total=33), arm_events("scratch", [], total=33))
    before, after = (curves.figure(history, x_axis="seconds") for history in (early, _race()))
    assert before.layout.uirevision == after.layout.uirevision is not None
    assert before.layout.xaxis.uirevision == after.layout.xaxis.uirevision
    assert before.layout.yaxis.uirevision == after.layout.yaxis.uirevision
    assert [t.legendgroup for t in before.data] == [t.legendgroup for t in after.data]
    other = curves.figure(_race(), x_axis="gflops", metric="loss")
    assert other.layout.xaxis.uirevision != after.layout.xaxis.uirevision
    assert other.layout.yaxis.uirevision != after.layout.yaxis.uirevision


def test_hovering_says_in_words_what_a_point_means() -> None:
    traces = _traces(_race(), x_axis="epoch")
    assert traces["fine_tune", "curve"]["hovertext"][1] == (
        "<b>Fine-tuning</b>, epoch 2, the best, seen afterwards<br>"
        "91% of the validation images right<br>"
        "after 3.0 s, 140 images<br>and 24 GFLOPs"
    )
    assert "training images right" in traces["scratch", "training"]["hovertext"][0]
    loss = _traces(_race(), metric="loss")["scratch", "curve"]["hovertext"][0]
    assert "loss 0.93 on the validation images" in loss


def test_the_loss_of_a_training_that_diverged_leaves_a_gap() -> None:
    epochs = [
        epoch_end("scratch", n, hits=[True], labels=[0], val_loss=loss)
        for n, loss in enumerate((0.5, math.nan, math.inf, 0.4), start=1)
    ]
    chart = curves.figure(fold(epochs), metric="loss")
    curve = next(t for t in json.loads(chart.to_json())["data"] if t["mode"] == "lines+markers")
    assert curve["y"][0] is not None
    drawn = _traces(fold(epochs), metric="loss")["scratch", "curve"]["y"]
    assert list(drawn) == [0.5, None, None, 0.4]


def test_a_race_that_has_not_begun_is_an_empty_chart_with_both_arms() -> None:
    chart = curves.figure(fold([], arms=ARMS))
    assert [len(trace.x) for trace in chart.data] == [0] * 10
    assert len(curves.figure(History()).data) == 0


@pytest.mark.parametrize("choice", [{"metric": "f1"}, {"x_axis": "hours"}])
def test_an_unknown_choice_names_the_known_ones(choice: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"accuracy, loss and one of epoch, seconds"):
        curves.figure(_race(), **choice)
