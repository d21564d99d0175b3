"""Bars under words of their own: on a phone there is no room for long words beside them."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.class_names import escape
from transfer_demo.charts.study_marks import GUESS_COLOUR

# So many letters fit on a phone of 390 px.
_LETTERS: Final = 42
_BAR: Final = 0.34
# A heading has no bar, and stands nearer to the rows that it is for.
_HEADING: Final = 0.12
_ROW_PX: Final = 62


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar, or a heading where `value` is None.

    `words` stand above it as they are; `mark`, where they were guessed, before them in bold.
    `written` is the value in words, behind the bar, and `hover` what hovering says.
    """

    words: str
    mark: str = ""
    value: float | None = None
    written: str = ""
    hover: str = ""
    colour: str = theme.FROZEN_COLOUR


def traces(rows: Sequence[Bar]) -> list[go.Bar | go.Scatter]:
    """Draw rows from top to bottom, at the places 0, 1, 2, ... of the y axis."""
    at = list(enumerate(rows))
    bars = [(place, row, row.value) for place, row in at if row.value is not None]
    return [
        go.Bar(
            orientation="h",
            x=[value for _, _, value in bars],
            y=[place for place, _, _ in bars],
            width=_BAR,
            marker={"color": [row.colour for _, row, _ in bars], "line": {"width": 0}},
            hovertext=[row.hover for _, row, _ in bars],
        ),
        # Behind the bar, or behind zero where the value is below.
        _texts(
            x=[max(value, 0.0) for _, _, value in bars],
            y=[place for place, _, _ in bars],
            text=[f" {row.written}" for _, row, _ in bars],
            textposition="middle right",
        ),
        _texts(
            x=[0.0] * len(rows),
            y=[place + (_HEADING if row.value is None else -_BAR / 2) for place, row in at],
            text=[_above(row) for row in rows],
            textposition="top right",
        ),
    ]


def layout(rows: Sequence[Bar]) -> dict[str, Any]:
    """Return the axis of the rows and the height that they need."""
    return {
        "height": _ROW_PX * len(rows) + 50,
        "margin": {"t": 4, "l": 4, "r": 12, "b": 8},
        "showlegend": False,
        "hovermode": "closest",
        "yaxis": {
            "range": [len(rows) - 0.6, -0.6],
            "showticklabels": False,
            "showgrid": False,
            "fixedrange": True,
        },
    }


def _texts(**placed: Any) -> go.Scatter:
    # Text on white or on dark, whichever the page is: it takes the colour of the layout.
    return go.Scatter(**placed, mode="text", hoverinfo="skip")


def _above(row: Bar) -> str:
    lines = [escape(line) for line in textwrap.wrap(f"{row.mark} {row.words}".strip(), _LETTERS)]
    if row.value is None:
        lines = [f"<b>{line}</b>" for line in lines]
    elif row.mark:
        # The diamond has the colour, the words that of all text, in which they can be read.
        diamond = f'<span style="color:{GUESS_COLOUR}">◆</span>'
        lines[0] = f"{diamond} <b>{row.mark}</b>{lines[0].removeprefix(row.mark)}"
    return "<br>".join(lines)
