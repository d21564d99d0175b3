"""What guessing gets, as a line that is thin, dotted and under everything else.

Its words stand at the right, below it: there the curves are usually above. Where one ends near the
line, its own words stand there, and those of the line at the left.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.verdict.baseline import Baseline

_LINE: Final[Mapping[str, Any]] = {"width": 1.25, "dash": "dot", "color": theme.FROZEN_COLOUR}
_SIZE: Final = 12
# Below this accuracy there is no room for words between the line and the axis.
_ROOM_BELOW: Final = 0.12
# So far from the line its words and those of a curve do not meet.
_ROOM_BESIDE: Final = 0.25


def across(
    baseline: Baseline | None, *, panel: str = "", ends: Iterable[float] = ()
) -> list[dict[str, Any]]:
    """Return the shapes of a line right across an axis of accuracy in percent; none for None.

    Args:
        baseline: what guessing gets.
        panel: what Plotly's axes of a panel end with: "2" for "x2" and "y2".
        ends: the accuracies at which curves end, with words beside them.
    """
    if baseline is None:
        return []
    height = 100 * baseline.accuracy
    crowded = any(abs(end - baseline.accuracy) < _ROOM_BESIDE for end in ends)
    label = {
        "text": baseline.label,
        "textposition": "start" if crowded else "end",
        "yanchor": "bottom" if _is_low(baseline) else "top",
        "font": {"size": _SIZE},
    }
    line = {"type": "line", "xref": f"x{panel} domain", "yref": f"y{panel}"}
    places = {"x0": 0, "x1": 1, "y0": height, "y1": height}
    return [{**line, **places, "layer": "below", "line": dict(_LINE), "label": label}]


def over(baselines: Mapping[int, Baseline]) -> go.Scatter:
    """Return a line whose height may differ from place to place; its words are of the last one."""
    places = list(baselines)
    last = baselines[places[-1]] if places else None
    words = [""] * (len(places) - 1) + ([last.label] if last else [])
    return go.Scatter(
        x=places,
        y=[100 * one.accuracy for one in baselines.values()],
        text=words,
        textposition="top left" if last and _is_low(last) else "bottom left",
        textfont={"size": _SIZE},
        name="Guessing",
        mode="lines+markers+text",
        line=dict(_LINE),
        # Not seen: they keep the words off the line.
        marker={"size": 10, "opacity": 0},
        hovertext=[one.label for one in baselines.values()],
        showlegend=False,
    )


def _is_low(baseline: Baseline) -> bool:
    return baseline.accuracy < _ROOM_BELOW
