"""The picture of the stages: which are frozen, which are trained, and the new head."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from transfer_demo.backbones.spec import Backbone
from transfer_demo.charts import theme
from transfer_demo.charts.labels import escape
from transfer_demo.charts.theme import Base
from transfer_demo.plan import FINE_TUNE


@dataclass(frozen=True, kw_only=True)
class _Look:
    """How one kind of part is filled: a colour and a pattern, so that neither has to do alone."""

    colour: str
    hollow: bool
    pattern: str


# Space on either side of a part, as a share of its width.
_GAP: Final = 0.03

_FROZEN: Final = _Look(colour=theme.FROZEN_COLOUR, hollow=True, pattern="/")
_TRAINED: Final = _Look(colour=theme.ARM_COLOURS[FINE_TUNE], hollow=False, pattern="")
_HEAD: Final = _Look(colour=theme.HEAD_COLOUR, hollow=False, pattern=".")


def figure(
    backbone: Backbone, *, frozen_stages: int, classes: int, base: Base | None = None
) -> go.Figure:
    """Draw the stages of a backbone from image to head, all equally wide.

    Args:
        backbone: whose stages.
        frozen_stages: how many of them are frozen, counted from the image.
        classes: the outputs of the new head.
        base: the page behind the chart; see `theme.layout`.
    """
    stages = len(backbone.stages)
    words = [
        f"<b>Stage {place} of {stages}: {escape(stage.name)}</b><br>"
        f"{'frozen' if place <= frozen_stages else 'trained'}, {stage.parameters:,} parameters"
        for place, stage in enumerate(backbone.stages, start=1)
    ]
    head = (
        f"<b>New head for {classes} classes</b><br>"
        f"trained, {backbone.head_parameters(classes):,} parameters"
    )
    parts = (
        (f"{frozen_stages} frozen", _FROZEN, 0, words[:frozen_stages]),
        (f"{stages - frozen_stages} trained", _TRAINED, frozen_stages, words[frozen_stages:]),
        ("new head", _HEAD, stages, [head]),
    )
    bars = [_bars(name, look, first, said) for name, look, first, said in parts if said]
    return _with_axes(go.Figure(bars, theme.layout(base)), stages)


def _bars(name: str, look: _Look, first: int, words: Sequence[str]) -> go.Bar:
    return go.Bar(
        name=name,
        orientation="h",
        x=[1 - 2 * _GAP] * len(words),
        base=[first + offset + _GAP for offset in range(len(words))],
        y=[0] * len(words),
        width=1,
        marker={
            "color": theme.CLEAR if look.hollow else look.colour,
            "line": {"color": look.colour, "width": 2},
            "pattern": {
                "shape": look.pattern,
                "fillmode": "overlay",
                "fgcolor": look.colour if look.hollow else theme.ON_COLOUR,
                "size": 8,
            },
        },
        hovertext=list(words),
        hoverinfo="text",
    )


def _with_axes(chart: go.Figure, stages: int) -> go.Figure:
    return chart.update_layout(
        barmode="overlay",
        height=140,
        margin={"t": 36, "l": 2, "r": 2, "b": 48},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.05,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={
            "title": {"text": "Stages, from the image to the answer", "standoff": 6},
            "tickvals": [place + 0.5 for place in range(stages + 1)],
            "ticktext": [*(str(place) for place in range(1, stages + 1)), "head"],
            "tickangle": 0,
            "showgrid": False,
            "range": [-0.05, stages + 1.05],
            "fixedrange": True,
        },
        yaxis={"visible": False, "range": [-0.5, 0.5], "fixedrange": True},
        dragmode=False,
    )
