"""An arm that has ended before the other: a dotted line says what it goes on to be worth."""

import math
from collections.abc import Iterator

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES


def lines(history: History, *, measured: str, scale: float, x_axis: str) -> list[go.Scatter]:
    """Return a line for each arm; it has points only where the arm has ended before another.

    It begins where the schedule of the arm has ended, and goes as far as the other arm will come,
    or as far as it is where nobody knows that yet. Nothing trains the arm any more, so the line is
    level.

    Args:
        history: the run as far as it is.
        measured: the name of what is drawn, in an epoch.
        scale: what that is multiplied with.
        x_axis: one of `x_axis.X_AXES`.
    """
    return [
        _line(arm, list(_stretch(arm, history, x_axis)), measured, scale)
        for arm in history.arms.values()
    ]


def _planned(arm: ArmHistory) -> int:
    return arm.started.epochs if arm.started else 0


def _stretch(arm: ArmHistory, history: History, x_axis: str) -> Iterator[float]:
    """Yield from where to where the line goes; nothing while there is no such stretch."""
    if arm.last is None or arm.finished is None or arm.finished.outcome != "done":
        return
    others = [other for other in history.arms.values() if _planned(other) > _planned(arm)]
    ends = [getattr(other.last, x_axis) for other in others if other.last]
    if x_axis == "epoch":
        ends = [_planned(other) for other in others]
    begin, end = getattr(arm.last, x_axis), max(ends, default=-math.inf)
    if end > begin:
        yield from (begin, end)


def _line(arm: ArmHistory, stretch: list[float], measured: str, scale: float) -> go.Scatter:
    value = scale * getattr(arm.last, measured) if stretch else math.nan
    return go.Scatter(
        x=stretch,
        y=[value if math.isfinite(value) else None for _ in stretch],
        name=ARM_TITLES.get(arm.arm, arm.arm),
        legendgroup=arm.arm,
        mode="lines",
        line={"width": 2, "dash": "dot", "color": theme.ARM_COLOURS.get(arm.arm)},
        opacity=0.75,
        hoverinfo="skip",
        showlegend=False,
    )
