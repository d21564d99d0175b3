"""What Yosinski et al. measured in 2014: accuracy over the number of layers that were copied."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.study_marks import LEGEND
from transfer_demo.charts.theme import Base
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.studies import published_yosinski
from transfer_demo.wording import counted

_BLUE: Final = theme.ARM_COLOURS[FINE_TUNE]
_VERMILION: Final = theme.ARM_COLOURS[SCRATCH]
HEIGHT_PX: Final = 380


def figure(*, base: Base | None = None) -> go.Figure:
    """Draw the published curves, all as they were measured on ImageNet by others.

    Args:
        base: the page behind the chart; see `theme.layout`.
    """
    traces = [
        _curve("Copied, then fine-tuned", published_yosinski.FINE_TUNED, _BLUE, "circle"),
        _curve("Copied and frozen", published_yosinski.FROZEN, theme.FROZEN_COLOUR, "square"),
        _line("From random weights", published_yosinski.BASE, "dash"),
        _curve(
            "Frozen, distant task",
            published_yosinski.DISTANT_FROZEN,
            theme.FROZEN_COLOUR,
            "square-open",
        ),
        _line("Random weights, distant task", published_yosinski.DISTANT_BASE, "dot"),
    ]
    return go.Figure(traces, theme.layout(base)).update_layout(
        height=HEIGHT_PX,
        margin={"t": 84, "l": 8, "r": 8, "b": 8},
        hovermode="closest",
        legend=dict(LEGEND),
        xaxis={
            "title": {"text": "First layers copied, of 8"},
            "range": [0.5, 7.5],
            "tick0": 1,
            "dtick": 1,
        },
        yaxis={"title": {"text": "Top-1 accuracy on ImageNet halves (%)"}, "range": [0, 72]},
    )


def _curve(name: str, accuracy: Mapping[int, float], colour: str, symbol: str) -> go.Scatter:
    return go.Scatter(
        x=list(accuracy),
        y=[100 * value for value in accuracy.values()],
        name=name,
        mode="lines+markers",
        line={"width": 2.5, "color": colour},
        marker={"size": 8, "symbol": symbol, "line": {"width": 2}},
        hovertext=[
            f"<b>{name}</b><br>first {counted(layers, 'layer')}: {100 * value:.1f}%"
            for layers, value in accuracy.items()
        ],
        showlegend=True,
    )


def _line(name: str, accuracy: float, dash: str) -> go.Scatter:
    places = [0.5, *published_yosinski.FROZEN, 7.5]
    return go.Scatter(
        x=places,
        y=[100 * accuracy] * len(places),
        name=name,
        mode="lines",
        line={"width": 2, "color": _VERMILION, "dash": dash},
        hovertext=f"<b>{name}</b><br>{100 * accuracy:.1f}%",
        showlegend=True,
    )
