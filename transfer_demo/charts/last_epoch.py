"""The accuracy after the last epoch, the one that counts, in words at the end of a curve."""

from typing import Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import Score
from transfer_demo.verdict.baseline import Baseline

# Accuracy that the words above or below a point take up.
_ROOM: Final = 0.15


def words(
    arm: ArmHistory, history: History, *, x_axis: str, baseline: Baseline | None
) -> go.Scatter:
    """Return a trace that writes it beside the last point of an arm; empty before its first epoch.

    Args:
        arm: the arm.
        history: the run, whose other arm may end close by.
        x_axis: one of `history.X_AXES`.
        baseline: what guessing gets, which has words of its own.
    """
    last = arm.last
    return go.Scatter(
        x=[getattr(last, x_axis)] if last else [],
        y=[100 * last.val_accuracy] if last else [],
        name=ARM_TITLES.get(arm.arm, arm.arm),
        legendgroup=arm.arm,
        mode="markers+text",
        # Not seen: it keeps the words off a star.
        marker={"size": 17, "opacity": 0},
        text=[Score.of(last).in_percent] if last else [],
        textposition=_place(arm, history, baseline),
        textfont={"color": theme.ARM_COLOURS.get(arm.arm, theme.FROZEN_COLOUR), "weight": 700},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _place(arm: ArmHistory, history: History, baseline: Baseline | None) -> str:
    """Return where there is room: below, unless the axis, guessing or the other arm is there.

    Above it runs the training curve.
    """
    # Of equals the first one stands above.
    heights = {
        other.arm: (other.last.val_accuracy, -place)
        for place, other in enumerate(history.arms.values())
        if other.last
    }
    if arm.arm not in heights:
        return "bottom center"
    own = heights[arm.arm]
    floors = [0.0, *(height for height, place in heights.values() if (height, place) < own)]
    floors += [baseline.accuracy] if baseline else []
    crowded = any(0 <= own[0] - floor <= _ROOM for floor in floors)
    return "top center" if crowded else "bottom center"
