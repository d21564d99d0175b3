"""The race as curves: accuracy or loss of every arm, over epochs, seconds, images or GFLOPs.

Both axes are linear. A logarithmic one would give the quick arm more room, but it makes "twenty
times as long" look like "a bit longer", and that is what there is to see.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import baseline_line, ended_arm, guess_marks, last_epoch, theme
from transfer_demo.charts.theme import Base
from transfer_demo.charts.x_axis import X_AXES
from transfer_demo.events import EpochEnd, Untrained
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict.baseline import baseline_of
from transfer_demo.verdict.guess import RaceGuess
from transfer_demo.wording import amount, percent, seconds

# With more of them, points are drawn smaller.
_MANY_EPOCHS: Final = 40

X_TITLES: Final[Mapping[str, str]] = {
    "epoch": "Epochs",
    "seconds": "Seconds since the start of the arm",
    "images_seen": "Training images shown",
    "gflops": "Computing work in GFLOPs",
}


# What can be drawn of an arm: an epoch, or what was measured before the first one.
_Point = EpochEnd | Untrained


_STARRED: Final[Mapping[str, str]] = {
    "accuracy": "best epoch, seen afterwards",
    "loss": "epoch of the best accuracy, seen afterwards",
}


@dataclass(frozen=True, kw_only=True)
class _Metric:
    title: str
    train: str
    validation: str
    scale: float


METRICS: Final[Mapping[str, _Metric]] = {
    "accuracy": _Metric(
        title="Accuracy (%)", train="train_accuracy", validation="val_accuracy", scale=100
    ),
    "loss": _Metric(
        title="Loss (cross-entropy)", train="train_loss", validation="val_loss", scale=1
    ),
}


def figure(
    history: History,
    *,
    metric: str = "accuracy",
    x_axis: str = "epoch",
    base: Base | None = None,
    guess: RaceGuess | None = None,
) -> go.Figure:
    """Draw the curves of a run: validation solid, training dashed.

    At the last epoch of each arm stands its accuracy, which is the one that counts. A star marks
    the best epoch. It was seen afterwards, and the words say so.

    A thin line says what guessing gets, under the curves of the accuracy.

    Args:
        history: the run; arms without an epoch get a place in the legend and no points.
        metric: "accuracy" or "loss".
        x_axis: one of `x_axis.X_AXES`.
        base: the page behind the chart; see `theme.layout`.
        guess: somebody's guess, under the curves of the accuracy; those of the loss leave it out.

    Raises:
        ValueError: the metric or the axis is unknown.
    """
    if metric not in METRICS or x_axis not in X_AXES:
        raise ValueError(
            f"No curves of {metric!r} over {x_axis!r}: choose one of {', '.join(METRICS)} "
            f"and one of {', '.join(X_AXES)}."
        )
    drawn = METRICS[metric]
    guessed = guess if metric == "accuracy" else None
    traces = guess_marks.marks(guessed, history, x_axis=x_axis) if guessed else []
    baseline = baseline_of(history.arms.values())
    for arm in history.arms.values():
        traces += [_training(arm, drawn, x_axis), _validation(arm, drawn, x_axis)]
        traces += [_star(arm, drawn, x_axis)]
        if metric == "accuracy":
            traces += [last_epoch.words(arm, history, x_axis=x_axis, baseline=baseline)]
    traces += ended_arm.lines(history, measured=drawn.validation, scale=drawn.scale, x_axis=x_axis)
    layouts = [_layout(history, metric, x_axis, guess=guessed)]
    if metric == "accuracy":
        ends = [arm.last.val_accuracy for arm in history.arms.values() if arm.last]
        layouts += [{"shapes": baseline_line.across(baseline, ends=ends)}]
    if guessed:
        layouts += [guess_marks.layout()]
    return go.Figure(traces, theme.layout(base, *layouts))


def _validation(arm: ArmHistory, metric: _Metric, x_axis: str) -> go.Scatter:
    before = (arm.untrained,) if arm.untrained else ()
    return go.Scatter(
        **_trace(arm, metric.validation, metric, x_axis, (*before, *arm.epochs)),
        mode="lines+markers",
        line={"width": 3, "color": _colour(arm)},
        marker={"size": _marker_px(arm), "symbol": theme.ARM_SYMBOLS.get(arm.arm, "square")},
        showlegend=True,
    )


def _training(arm: ArmHistory, metric: _Metric, x_axis: str) -> go.Scatter:
    return go.Scatter(
        **_trace(arm, metric.train, metric, x_axis, arm.epochs),
        mode="lines+markers",
        line={"width": 2, "dash": "dash", "color": _colour(arm)},
        marker={"size": _marker_px(arm) / 2},
        opacity=0.75,
        showlegend=False,
    )


def _star(arm: ArmHistory, metric: _Metric, x_axis: str) -> go.Scatter:
    """Mark the epoch with the best validation accuracy."""
    best = arm.best
    return go.Scatter(
        **_trace(arm, metric.validation, metric, x_axis, (best,) if best else ()),
        mode="markers",
        marker={"size": 17, "symbol": "star", "color": _colour(arm)},
        showlegend=False,
    )


def _trace(
    arm: ArmHistory, measured: str, metric: _Metric, x_axis: str, epochs: Sequence[_Point]
) -> dict[str, Any]:
    """Return what all traces of an arm have in common."""
    values = [getattr(epoch, measured) * metric.scale for epoch in epochs]
    return {
        "x": [getattr(epoch, x_axis) for epoch in epochs],
        # The loss of a training that diverged is no number and leaves a gap.
        "y": [value if math.isfinite(value) else None for value in values],
        "name": ARM_TITLES.get(arm.arm, arm.arm),
        "legendgroup": arm.arm,
        "hovertext": [_words(arm, epoch, measured) for epoch in epochs],
    }


def _words(arm: ArmHistory, epoch: _Point, measured: str) -> str:
    """Say in words what one point means."""
    when = f"epoch {epoch.epoch}" if epoch.epoch else "before any training"
    best = ", the best, seen afterwards" if epoch is arm.best else ""
    return (
        f"<b>{ARM_TITLES.get(arm.arm, arm.arm)}</b>, {when}{best}<br>"
        f"{_reading(arm, epoch, measured)}<br>"
        f"after {seconds(epoch.seconds)}, {epoch.images_seen:,} images<br>"
        f"and {amount(epoch.gflops)} GFLOPs"
    )


def _reading(arm: ArmHistory, epoch: _Point, measured: str) -> str:
    value = getattr(epoch, measured)
    train = measured.startswith("train")
    part = "training" if train else "validation"
    if measured.endswith("loss"):
        return f"loss {value:.2f} on the {part} images"
    assert arm.started
    images = arm.started.train_images if train else len(arm.started.validation_labels)
    # Each batch is counted before it is learned from, so early on this is below the solid curve.
    when = ", each while it was learned from" if train else ""
    return f"{percent(value, images)} of the {part} images right{when}"


def _marker_px(arm: ArmHistory) -> int:
    """Return how large a point is: where there are many, they must not run into one another."""
    planned = arm.started.epochs if arm.started else len(arm.epochs)
    return 8 if planned <= _MANY_EPOCHS else 4


def _colour(arm: ArmHistory) -> str:
    return theme.ARM_COLOURS.get(arm.arm, theme.FROZEN_COLOUR)


def _layout(
    history: History, metric: str, x_axis: str, *, guess: RaceGuess | None
) -> dict[str, Any]:
    y_axis = {"range": [0, 100], "dtick": 20} if metric == "accuracy" else {"rangemode": "tozero"}
    return {
        "height": 340,
        "margin": {"t": 96, "l": 8, "r": 24, "b": 8},
        # Zoom and hidden arms survive new points; another axis or metric starts afresh.
        "uirevision": "curves",
        "xaxis": {
            "title": {"text": X_TITLES[x_axis]},
            "uirevision": x_axis,
            **(_whole_epochs(history, guess) if x_axis == "epoch" else {"rangemode": "tozero"}),
        },
        "yaxis": {"title": {"text": METRICS[metric].title}, "uirevision": metric, **y_axis},
        "hovermode": "closest",
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.04,
            "yanchor": "bottom",
            "title": {
                # In two lines, so that it is whole on a phone, too.
                "text": f"Solid: validation, dashed: training<br>★: {_STARRED[metric]}",
                "font": {"size": 14},
                "side": "top",
            },
        },
    }


def _whole_epochs(history: History, guess: RaceGuess | None) -> dict[str, Any]:
    """Keep the axis still while points arrive: it shows all the epochs that are planned.

    Before that is known it shows at least the one in which somebody guesses a crossing.
    """
    planned = [arm.started.epochs for arm in history.arms.values() if arm.started]
    done = [arm.last.epoch for arm in history.arms.values() if arm.last]
    guessed = guess.crossing_epoch if guess else None
    last = max([*planned, *done], default=guessed or 1)
    return {"range": [-0.5, last + 0.5], "tick0": 0, "dtick": math.ceil(last / 10)}
