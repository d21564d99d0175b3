"""One look for all charts: a colour per arm, clear on white and on dark, and nothing behind it.

Backgrounds are transparent, so a figure takes the page's. `layout` gives text and hover labels the
page's colours too; without a base they are a grey that can be read on both.
"""

from collections.abc import Mapping
from functools import reduce
from typing import Any, Final, Literal

from transfer_demo.plan import FINE_TUNE, SCRATCH

Base = Literal["light", "dark"]

# Blue and vermilion keep apart in every common kind of colour blindness (after Okabe & Ito 2008).
# Both contrast at least 3.8 to 1 with white and with Streamlit's dark page, #0e1117.
ARM_COLOURS: Final[Mapping[str, str]] = {FINE_TUNE: "#1b7fc4", SCRATCH: "#d55e00"}
ARM_SYMBOLS: Final[Mapping[str, str]] = {FINE_TUNE: "circle", SCRATCH: "diamond"}
HEAD_COLOUR: Final = "#c2569a"
FROZEN_COLOUR: Final = "#7d8590"
ON_COLOUR: Final = "#ffffff"

CLEAR: Final = "rgba(0, 0, 0, 0)"
GRID_COLOUR: Final = "rgba(128, 132, 149, 0.28)"
FONT_FAMILY: Final = '"Source Sans", "Source Sans Pro", system-ui, sans-serif'

INKS: Final[Mapping[Base | None, str]] = {None: "#767c86", "light": "#31333f", "dark": "#fafafa"}
_HOVER: Final[Mapping[Base | None, tuple[str, str]]] = {
    None: ("#31333f", "#ffffff"),
    "light": ("#ffffff", "#31333f"),
    "dark": ("#262730", "#fafafa"),
}

# "sendChartToCloud" would upload the chart; the others do nothing useful on these charts.
_BUTTONS_REMOVED: Final = (
    "sendChartToCloud",
    "select2d",
    "lasso2d",
    "zoomIn2d",
    "zoomOut2d",
    "autoScale2d",
    "toggleSpikelines",
    "hoverClosestCartesian",
    "hoverCompareCartesian",
)

# Hovering shows our own words, and what stands at an edge is not cut in half.
_WORDS: Final = {"hoverinfo": "text"}
_TRACES: Final = {
    "scatter": [{**_WORDS, "cliponaxis": False}],
    "bar": [_WORDS],
    "heatmap": [_WORDS],
}


def layout(base: Base | None = None, *further: Mapping[str, Any]) -> dict[str, Any]:
    """Return the layout that every chart starts from, for a light page, a dark one, or either.

    `figure.update_layout(layout("dark"))` dresses a finished figure for a dark page.

    Args:
        base: the page behind the chart.
        further: what else is said of a chart, the last word counts. Said here, plotly checks it
            once, with all the rest, instead of once for each `update_layout`: of a chart that is
            drawn while a race goes on that was half of the work.
    """
    ink = INKS[base]
    hover_background, hover_ink = _HOVER[base]
    axis = {
        "gridcolor": GRID_COLOUR,
        "linecolor": GRID_COLOUR,
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 8, "font": {"size": 14}},
        "tickfont": {"size": 13},
    }
    template = {
        "font": {"family": FONT_FAMILY, "size": 14, "color": ink},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "hoverlabel": {
            "bgcolor": hover_background,
            "font": {"family": FONT_FAMILY, "size": 14, "color": hover_ink},
            "align": "left",
            "namelength": -1,
        },
        "xaxis": axis,
        "yaxis": axis,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
        "modebar": {"bgcolor": CLEAR, "color": GRID_COLOUR, "activecolor": ink},
    }
    # Plotly adds up the buttons to remove, so they stand in the figure itself, where nobody's
    # template can lose them.
    start: dict[str, Any] = {
        "template": {"layout": template, "data": _TRACES},
        "modebar": {"remove": list(_BUTTONS_REMOVED)},
    }
    return reduce(_joined, further, start)


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    both = {**one, **other}
    for name in one.keys() & other.keys():
        if isinstance(one[name], Mapping) and isinstance(other[name], Mapping):
            both[name] = _joined(one[name], other[name])
    return both
