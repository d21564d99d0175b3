"""How many layers? Accuracy over the number of frozen stages, and below what each depth costs."""

from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.backbones.catalogue import get
from transfer_demo.charts import baseline_line, theme
from transfer_demo.charts.study_marks import (
    ACCURACY_AXIS,
    LEGEND,
    error_bars,
    every_seed,
    guess_line,
    percents,
    within,
)
from transfer_demo.charts.theme import Base
from transfer_demo.plan import ARM_TITLES, FINE_TUNE, SCRATCH
from transfer_demo.studies.baselines import baseline_of
from transfer_demo.studies.freeze import VARIANT_TITLES, FreezeDepth, stages_words
from transfer_demo.studies.level import Level
from transfer_demo.wording import counted, seconds

_BLUE: Final = theme.ARM_COLOURS[FINE_TUNE]
_SYMBOLS: Final = {"probe_first": "diamond-open", "batch_norm": "x-open"}
HEIGHT_PX: Final = 560


def figure(result: FreezeDepth, *, base: Base | None = None, guess: int | None = None) -> go.Figure:
    """Draw a study of freeze depth, as far as it is measured.

    Args:
        result: what was measured; depths that are missing leave a gap.
        base: the page behind the chart; see `theme.layout`.
        guess: a number of frozen stages, drawn as a line.
    """
    guessed = within(guess, low=0, high=result.stages)
    traces = [
        guess_line(guessed, f"You guessed {stages_words(guessed or 0)}."),
        _level(result, ARM_TITLES[SCRATCH], result.scratch, theme.ARM_COLOURS[SCRATCH], "dash"),
        _level(result, "Linear probe", result.probe, theme.FROZEN_COLOUR, "dashdot"),
        _training(result),
        _validation(result),
        every_seed(result.points, _BLUE, name="Seeds"),
        *(_variant(name, result) for name in VARIANT_TITLES),
        _star(result),
        _seconds(result),
        _parameters(result),
    ]
    chart = go.Figure(traces, theme.layout(base))
    chart.update_layout(_layout(result))
    return chart.update_layout(shapes=baseline_line.across(baseline_of(result.levels)))


def _depths(result: FreezeDepth) -> list[int]:
    return list(range(result.stages + 1))


def _validation(result: FreezeDepth) -> go.Scatter:
    # Every depth has its place, so that a missing one is a gap and not a straight line.
    depths = _depths(result)
    levels = [result.points.get(depth) for depth in depths]
    return go.Scatter(
        x=depths,
        y=percents(levels),
        error_y=error_bars(levels, _BLUE),
        name="Validation",
        mode="lines+markers",
        line={"width": 3, "color": _BLUE},
        marker={"size": 9},
        hovertext=[_words(depth, result) for depth in depths],
    )


def _words(depth: int, result: FreezeDepth) -> str:
    level = result.points.get(depth)
    if level is None:
        return ""
    best = ", the best" if depth == result.best else ""
    return (
        f"<b>{depth} of {result.stages} stages frozen</b>{best}<br>"
        f"{level.in_percent} of the validation images right<br>"
        f"({level.interval_words})<br>{_cost(level)}"
    )


def _cost(level: Level) -> str:
    return f"{seconds(level.seconds)}, {level.trainable_parameters:,} parameters trained"


def _training(result: FreezeDepth) -> go.Scatter:
    depths = _depths(result)
    return go.Scatter(
        x=depths,
        y=[100 * result.points[k].train_accuracy if k in result.points else None for k in depths],
        name="Training",
        mode="lines+markers",
        line={"width": 1.5, "color": _BLUE, "dash": "dash"},
        marker={"size": 4},
        opacity=0.75,
        hovertext=[_training_words(k, result.points.get(k)) for k in depths],
    )


def _training_words(depth: int, level: Level | None) -> str:
    if level is None:
        return ""
    return (
        f"<b>{counted(depth, 'frozen stage')}</b><br>{level.train_in_percent} of the training "
        "images right,<br>during the last epoch"
    )


def _level(
    result: FreezeDepth, name: str, level: Level | None, colour: str, dash: str
) -> go.Scatter:
    # Several points, so that hovering finds the line all along it.
    places = [-0.5, *_depths(result), result.stages + 0.5] if level else []
    return go.Scatter(
        x=places,
        y=[100 * level.mean] * len(places) if level else [],
        name=name,
        mode="lines",
        line={"width": 2, "color": colour, "dash": dash},
        hovertext=f"<b>{name}</b><br>{level.words}<br>{_cost(level)}" if level else "",
        showlegend=True,
    )


def _variant(name: str, result: FreezeDepth) -> go.Scatter:
    level = result.variants.get(name)
    title = VARIANT_TITLES[name]
    return go.Scatter(
        x=[0] if level else [],
        y=percents([level]) if level else [],
        error_y=error_bars([level] if level else [], _BLUE),
        name=title,
        mode="markers",
        marker={"size": 13, "symbol": _SYMBOLS[name], "color": _BLUE, "line": {"width": 2}},
        hovertext=f"<b>{title}</b><br>{level.words}<br>{_cost(level)}" if level else "",
        showlegend=level is not None,
    )


def _star(result: FreezeDepth) -> go.Scatter:
    places = () if result.best is None else (result.best, *result.level_with_best)
    best = [result.points[place] for place in places]
    low = any(level.interval[0] < 0.15 for level in best)
    return go.Scatter(
        x=places,
        y=percents(best),
        # Those that are level have the same one.
        text=[f"<b>{level.in_percent}</b>" if not n else "" for n, level in enumerate(best)],
        textposition="top left" if low else "bottom left",
        textfont={"color": _BLUE},
        name="Best",
        mode="markers+text",
        marker={"size": 18, "symbol": "star", "color": _BLUE},
        hoverinfo="skip",
        showlegend=False,
    )


def _seconds(result: FreezeDepth) -> go.Bar:
    return go.Bar(
        x=list(result.points),
        y=[level.seconds for level in result.points.values()],
        yaxis="y2",
        name="Seconds",
        marker={"color": theme.FROZEN_COLOUR, "opacity": 0.55},
        width=0.6,
        showlegend=False,
        hovertext=[
            f"<b>{counted(depth, 'frozen stage')}</b><br>{_cost(level)},"
            "<br>what was shared included"
            for depth, level in result.points.items()
        ],
    )


def _parameters(result: FreezeDepth) -> go.Scatter:
    return go.Scatter(
        x=list(result.points),
        y=[level.trainable_parameters / 1e6 for level in result.points.values()],
        yaxis="y3",
        name="Parameters",
        mode="lines+markers",
        line={"width": 2, "color": theme.HEAD_COLOUR},
        showlegend=False,
        marker={"size": 5},
        hovertext=[
            f"<b>{counted(depth, 'frozen stage')}</b><br>{level.trainable_parameters:,} parameters "
            "trained"
            for depth, level in result.points.items()
        ],
    )


def _layout(result: FreezeDepth) -> dict[str, Any]:
    millions = get(result.backbone).parameters / 1e6
    return {
        "height": HEIGHT_PX,
        "margin": {"t": 92, "l": 8, "r": 8, "b": 8},
        "uirevision": "freeze",
        "hovermode": "closest",
        "legend": dict(LEGEND),
        # Both panels share this axis; it shows all depths from the start.
        "xaxis": {
            "title": {"text": "Frozen stages"},
            "range": [-0.6, result.stages + 0.6],
            "tick0": 0,
            "dtick": 1,
            "anchor": "y2",
        },
        "yaxis": {**ACCURACY_AXIS, "domain": [0.36, 1]},
        "yaxis2": {
            # What trainings of a study share counts for each of them.
            "title": {"text": "Seconds"},
            "domain": [0, 0.26],
            "rangemode": "tozero",
            "nticks": 4,
            "automargin": True,
        },
        "yaxis3": {
            "title": {"text": "Trained (million)", "font": {"color": theme.HEAD_COLOUR}},
            "overlaying": "y2",
            "side": "right",
            "range": [0, 1.1 * millions],
            # Of its own: in step with those of the seconds they would be crooked numbers.
            "tickmode": "auto",
            "nticks": 4,
            "showgrid": False,
            "automargin": True,
        },
    }
