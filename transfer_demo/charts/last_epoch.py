"""The accuracy after the last epoch, the one that counts, in words at the end of a curve."""

from typing import Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import accuracy_in_percent
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
        x_axis: one of `x_axis.X_AXES`.
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
        text=[accuracy_in_percent(last)] if last else [],
        textposition=_place(arm, history, baseline),
        textfont={"color": theme.ARM_COLOURS.get(arm.arm, theme.FROZEN_COLOUR), "weight": 700},
        hoverinfo="skip",
        showlegend=False,
    )


def _place(arm: ArmHistory, history: History, baseline: Baseline | None) -> str:
    """Return where there is room: below, unless the axis, guessing or the other arm is there.

    Above it runs the training curve.
    """
    ends = [other.last.val_accuracy if other.last else None for other in history.arms.values()]
    # From below; of equals the first one stands above.
    rising = sorted(
        (height, -place, name)
        for place, (height, name) in enumerate(zip(ends, history.arms, strict=True))
        if height is not None
    )
    floors = [0.0] + ([baseline.accuracy] if baseline else [])
    for number, (height, _, name) in enumerate(rising, start=1):
        crowded = any(0 <= height - floor <= _ROOM for floor in floors)
        above = crowded and all(higher - height > _ROOM for higher, *_ in rising[number:])
        if name == arm.arm:
            return "top center" if above else "bottom center"
        floors += [height, height + _ROOM] if above else [height]
    return "bottom center"
