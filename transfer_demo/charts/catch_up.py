"""Does scratch catch up? Accuracy over the epochs of a training, and below over its seconds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import baseline_line, log_axis, theme
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
from transfer_demo.studies.catch_up import FACTORS, NEVER, CatchUp, guess_words
from transfer_demo.studies.level import Level
from transfer_demo.wording import counted, seconds

HEIGHT_PX: Final = 640
_BLUE: Final = theme.ARM_COLOURS[FINE_TUNE]
_VERMILION: Final = theme.ARM_COLOURS[SCRATCH]


@dataclass(frozen=True, kw_only=True)
class _Panel:
    """One of both panels: its axes, how wide it is, and where a level has its place in it."""

    axes: Mapping[str, str]
    ends: tuple[float, float]
    place: Callable[[int, Level], float]
    legend: bool


def figure(result: CatchUp, *, base: Base | None = None, guess: int | None = None) -> go.Figure:
    """Draw a study of longer trainings from scratch, as far as it is measured.

    Each point of scratch is a training of its own, with a schedule that ends there: the points are
    not joined, because no curve goes through them.

    Args:
        result: what was measured.
        base: the page behind the chart; see `theme.layout`.
        guess: of the times the epochs, drawn as a line over the epochs; 0 has no place.
    """
    by_epochs = _Panel(
        axes={"xaxis": "x", "yaxis": "y"},
        ends=log_axis.ends([result.epochs, result.factors[-1] * result.epochs]),
        place=lambda factor, level: float(max(factor, 1) * result.epochs),
        legend=True,
    )
    by_seconds = _Panel(
        axes={"xaxis": "x2", "yaxis": "y2"},
        ends=log_axis.ends([level.seconds for level in result.levels] or [1, 100]),
        place=lambda factor, level: level.seconds,
        legend=False,
    )
    chart = go.Figure([_guess(result, guess)], theme.layout(base))
    for panel in (by_epochs, by_seconds):
        chart.add_traces([_band(result, panel), _line(result, panel)])
        chart.add_traces([_tuned(result, panel), _points(result, panel), _seeds(result, panel)])
        chart.add_trace(_caught(result, panel))
    guessing = baseline_of(result.levels)
    lines = [line for panel in ("", "2") for line in baseline_line.across(guessing, panel=panel)]
    return chart.update_layout(_layout(result, by_epochs.ends, by_seconds.ends), shapes=lines)


def _guess(result: CatchUp, guess: int | None) -> go.Scatter:
    guessed = within(guess, low=1, high=FACTORS[-1])
    place = None if guessed is None else guessed * result.epochs
    return guess_line(place, f"You guessed that scratch {guess_words(guessed or NEVER)}.")


def _band(result: CatchUp, panel: _Panel) -> go.Scatter:
    """Return the area between the worst and the best seed of fine-tuning, or its interval."""
    low, high = result.fine_tune.interval if result.fine_tune else (0.0, 0.0)
    there = bool(result.fine_tune)
    return go.Scatter(
        **panel.axes,
        x=[*panel.ends, *panel.ends[::-1]] if there else [],
        y=[100 * low, 100 * low, 100 * high, 100 * high] if there else [],
        name=ARM_TITLES[FINE_TUNE],
        legendgroup=FINE_TUNE,
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor="rgba(27, 127, 196, 0.16)",
        hoverinfo="skip",
        showlegend=False,
    )


def _line(result: CatchUp, panel: _Panel) -> go.Scatter:
    """Return the level that is to be reached, all along the panel."""
    level = result.fine_tune
    return go.Scatter(
        **panel.axes,
        x=list(panel.ends) if level else [],
        y=[100 * level.mean] * 2 if level else [],
        name=ARM_TITLES[FINE_TUNE],
        legendgroup=FINE_TUNE,
        mode="lines",
        line={"width": 2, "color": _BLUE, "dash": "dash"},
        hoverinfo="skip",
        showlegend=False,
    )


def _tuned(result: CatchUp, panel: _Panel) -> go.Scatter:
    level = result.fine_tune
    return go.Scatter(
        **panel.axes,
        x=[panel.place(NEVER, level)] if level else [],
        y=percents([level]) if level else [],
        name=ARM_TITLES[FINE_TUNE],
        legendgroup=FINE_TUNE,
        mode="markers",
        marker={"size": 12, "symbol": theme.ARM_SYMBOLS[FINE_TUNE], "color": _BLUE},
        hovertext=_words(FINE_TUNE, result.epochs, level) if level else "",
        showlegend=panel.legend,
    )


def _points(result: CatchUp, panel: _Panel) -> go.Scatter:
    levels = list(result.scratch.values())
    return go.Scatter(
        **panel.axes,
        x=[panel.place(factor, level) for factor, level in result.scratch.items()],
        y=percents(levels),
        error_y=error_bars(levels, _VERMILION),
        name=ARM_TITLES[SCRATCH],
        legendgroup=SCRATCH,
        mode="markers+text",
        marker={"size": 11, "symbol": theme.ARM_SYMBOLS[SCRATCH], "color": _VERMILION},
        # Over the epochs the axis says how many times they are.
        # The spaces keep the words out of the ring.
        text=["" if panel.legend else f"\N{EN SPACE}\N{EN SPACE}{n}×" for n in result.scratch],
        textposition="middle right",
        textfont={"color": _VERMILION, "weight": 700},
        hovertext=[
            _words(SCRATCH, factor * result.epochs, level)
            for factor, level in result.scratch.items()
        ],
        showlegend=panel.legend,
    )


def _seeds(result: CatchUp, panel: _Panel) -> go.Scatter:
    # All at the seconds of the mean: what scatters here is the accuracy.
    dots = every_seed(result.scratch, _VERMILION, name="Seeds")
    places = [
        panel.place(factor, level)
        for factor, level in result.scratch.items()
        if level.seeds > 1
        for _ in level.runs
    ]
    return dots.update(x=places, legendgroup=SCRATCH, **panel.axes)


def _caught(result: CatchUp, panel: _Panel) -> go.Scatter:
    """Return a ring around the shortest training from scratch that is not below fine-tuning."""
    caught = result.caught
    level = result.scratch[caught] if caught else None
    return go.Scatter(
        **panel.axes,
        x=[panel.place(caught, level)] if caught and level else [],
        y=percents([level]) if level else [],
        name="Caught up",
        mode="markers",
        marker={
            "size": 24,
            "symbol": "circle-open",
            "color": theme.FROZEN_COLOUR,
            "line": {"width": 3},
        },
        hoverinfo="skip",
        showlegend=panel.legend and level is not None,
    )


def _words(arm: str, epochs: int, level: Level) -> str:
    return (
        f"<b>{ARM_TITLES[arm]}</b>, {counted(epochs, 'epoch')}<br>{level.in_percent} of the "
        f"validation images right<br>({level.interval_words})<br>{seconds(level.seconds)}, what "
        "was shared included"
    )


def _layout(
    result: CatchUp, epochs: tuple[float, float], time: tuple[float, float]
) -> dict[str, Any]:
    places = [factor * result.epochs for factor in result.factors]
    ticks = log_axis.round_numbers(time)
    return {
        "height": HEIGHT_PX,
        "margin": {"t": 64, "l": 8, "r": 40, "b": 8},
        "uirevision": "catch-up",
        "hovermode": "closest",
        "legend": dict(LEGEND),
        "xaxis": {
            "title": {"text": "Epochs, and times those of fine-tuning"},
            "type": "log",
            # All lengths have their place from the start.
            "range": log_axis.exponents(epochs),
            "tickvals": places,
            "ticktext": [
                f"{place:,}<br>{factor}×"
                for place, factor in zip(places, result.factors, strict=True)
            ],
            "tickangle": 0,
            "minor": {"ticks": ""},
            "anchor": "y",
        },
        "yaxis": {**ACCURACY_AXIS, "domain": [0.6, 1]},
        "xaxis2": {
            # What trainings of a study share counts for each of them.
            "title": {"text": "Seconds of the training"},
            "type": "log",
            "range": log_axis.exponents(time),
            "tickvals": ticks,
            "ticktext": [f"{tick:,g}" for tick in ticks],
            "tickangle": 0,
            "minor": {"ticks": ""},
            "anchor": "y2",
        },
        "yaxis2": {**ACCURACY_AXIS, "domain": [0, 0.42]},
    }
