"""What the figures of all studies have in common: an arm's level, a guess, one look."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.studies.level import Level
from transfer_demo.wording import percent

GUESS_COLOUR: Final = theme.HEAD_COLOUR
LEGEND: Final[Mapping[str, Any]] = {
    "orientation": "h",
    "x": 0,
    "y": 1.02,
    "yanchor": "bottom",
    "font": {"size": 13},
    "itemwidth": 30,
    # What is drawn last, on top, is what matters most.
    "traceorder": "reversed",
}
ACCURACY_AXIS: Final[Mapping[str, Any]] = {
    "title": {"text": "Accuracy (%)"},
    "range": [0, 102],
    "tick0": 0,
    "dtick": 20,
}


def percents(levels: Iterable[Level | None]) -> list[float | None]:
    """Return the mean validation accuracies in percent; None leaves a gap."""
    return [100 * level.mean if level else None for level in levels]


def error_bars(levels: Sequence[Level | None], colour: str) -> dict[str, Any]:
    """Return error bars for the intervals of the levels, in percent."""
    ends = [(*level.interval, level.mean) if level else (0.0, 0.0, 0.0) for level in levels]
    return {
        "type": "data",
        "symmetric": False,
        "array": [100 * max(high - mean, 0) for _, high, mean in ends],
        "arrayminus": [100 * max(mean - low, 0) for low, _, mean in ends],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def every_seed(places: Mapping[int, Level], colour: str, *, name: str) -> go.Scatter:
    """Return a small dot for each seed, where there is more than one."""
    runs = [(x, run) for x, level in places.items() if level.seeds > 1 for run in level.runs]
    return go.Scatter(
        x=[x for x, _ in runs],
        y=[100 * run.accuracy for _, run in runs],
        name=name,
        mode="markers",
        marker={"size": 5, "color": colour, "opacity": 0.55},
        hovertext=[f"seed {run.seed}: {percent(run.accuracy, len(run.hits))}" for _, run in runs],
        showlegend=False,
    )


def guess_line(guess: float | None, words: str) -> go.Scatter:
    """Return a vertical line where somebody's guess is; without one it has no points."""
    return go.Scatter(
        x=[] if guess is None else [guess, guess],
        y=[] if guess is None else [0, 100],
        name="Your guess",
        mode="lines",
        line={"width": 3, "color": GUESS_COLOUR, "dash": "dot"},
        hovertext=words,
        showlegend=guess is not None,
    )


def within(guess: int | None, *, low: int, high: int) -> int | None:
    """Return a guess that has a place in the figure, or None."""
    return guess if guess is not None and low <= guess <= high else None
