"""How few images? Accuracy over images per class, and how many of them fine-tuning saves."""

import math
from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import baseline_line, theme
from transfer_demo.charts.study_marks import (
    ACCURACY_AXIS,
    LEGEND,
    every_seed,
    guess_line,
    percents,
    within,
)
from transfer_demo.charts.theme import Base
from transfer_demo.plan import ARM_TITLES, FINE_TUNE, SCRATCH
from transfer_demo.studies.baselines import baseline_of
from transfer_demo.studies.labels import LabelsSaved, quoted, saved
from transfer_demo.studies.level import Level
from transfer_demo.verdict.baseline import Baseline
from transfer_demo.wording import counted

HEIGHT_PX: Final = 430
_SAVED_COLOUR: Final = theme.FROZEN_COLOUR


def figure(result: LabelsSaved, *, base: Base | None = None, guess: int | None = None) -> go.Figure:
    """Draw a study of labels, as far as it is measured: a curve and a band for each arm.

    An arrow goes from fine-tuning to where scratch reaches the same; where it never does, there is
    none, because nothing is assumed beyond the measured sizes.

    Args:
        result: what was measured.
        base: the page behind the chart; see `theme.layout`.
        guess: a number of images, drawn as a line where that is among the sizes.
    """
    guessed = within(guess, low=1, high=result.sizes[-1])
    traces: list[go.Scatter] = [
        guess_line(guessed, f"You guessed {counted(guessed or 0, 'image')} a class.")
    ]
    for arm, curve in ((SCRATCH, result.scratch), (FINE_TUNE, result.fine_tune)):
        levels = [curve.get(size) for size in result.sizes]
        traces += [_band(arm, result.sizes, levels), _curve(arm, result.sizes, levels)]
        traces.append(every_seed(curve, theme.ARM_COLOURS[arm], name=ARM_TITLES[arm]))
    traces += [_arrow(result), baseline_line.over(_baselines(result))]
    chart = go.Figure(traces, theme.layout(base))
    return chart.update_layout(_layout(result.sizes))


def _band(arm: str, sizes: Sequence[int], levels: Sequence[Level | None]) -> go.Scatter:
    """Return the area from the lowest to the highest seed, there and back."""
    measured = [(size, level) for size, level in zip(sizes, levels, strict=True) if level]
    there = [(size, 100 * level.highest) for size, level in measured if level.seeds > 1]
    back = [(size, 100 * level.lowest) for size, level in measured if level.seeds > 1]
    outline = there + back[::-1]
    red, green, blue = bytes.fromhex(theme.ARM_COLOURS[arm][1:])
    return go.Scatter(
        x=[size for size, _ in outline],
        y=[accuracy for _, accuracy in outline],
        name=ARM_TITLES[arm],
        legendgroup=arm,
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=f"rgba({red}, {green}, {blue}, 0.18)",
        hoverinfo="skip",
        showlegend=False,
    )


def _curve(arm: str, sizes: Sequence[int], levels: Sequence[Level | None]) -> go.Scatter:
    return go.Scatter(
        x=list(sizes),
        y=percents(levels),
        name=ARM_TITLES[arm],
        legendgroup=arm,
        mode="lines+markers",
        # Neighbours that are measured are joined, since between those it is interpolated.
        connectgaps=True,
        line={"width": 3, "color": theme.ARM_COLOURS[arm]},
        marker={"size": 9, "symbol": theme.ARM_SYMBOLS[arm]},
        hovertext=[_words(arm, size, level) for size, level in zip(sizes, levels, strict=True)],
        showlegend=True,
    )


def _words(arm: str, size: int, level: Level | None) -> str:
    if level is None:
        return ""
    fewest, most = level.train_images
    images = counted(most, "training image")
    images = images if fewest == most else f"{fewest:,} to {images}"
    up_to = "up to " if level.short_of(size) else ""
    return (
        f"<b>{ARM_TITLES[arm]}</b>, {up_to}{counted(size, 'image')} a class<br>"
        f"{level.in_percent} of the validation images right<br>({level.interval_words})<br>"
        f"{images} in all"
    )


def _baselines(result: LabelsSaved) -> dict[int, Baseline]:
    """Return what guessing gets with each size: few images of each class are equally many."""
    curves = (result.fine_tune, result.scratch)
    found = {
        size: baseline_of(curve[size] for curve in curves if size in curve) for size in result.sizes
    }
    return {size: one for size, one in found.items() if one}


def _arrow(result: LabelsSaved) -> go.Scatter:
    match = quoted(result)
    found = match.crossing if match else None
    shown = match and found and saved(match, max(result.scratch)) > 0
    trace: dict[str, Any] = {"x": [], "y": [], "hovertext": "", "text": []}
    if shown and match and found:
        size, height = match.images_per_class, 100 * match.level.mean
        words = f"{size} do as well as {found.number}"
        middle = math.sqrt(size * found.images)
        remark = f"<br>({found.remark})" if found.remark else ""
        trace = {
            "x": [size, middle, found.images],
            "y": [height] * 3,
            "text": ["", f"<b>{words}</b>", ""],
            "hovertext": f"<b>Labels saved</b><br>{words} images a class{remark}",
        }
    return go.Scatter(
        **trace,
        name="Labels saved",
        mode="lines+markers+text",
        line={"width": 2, "color": _SAVED_COLOUR, "dash": "dot"},
        marker={
            "size": [0, 0, 12],
            "symbol": "arrow",
            "angleref": "previous",
            "color": _SAVED_COLOUR,
            "opacity": 1,
        },
        textposition="top center",
        showlegend=False,
    )


def _layout(sizes: Sequence[int]) -> dict[str, Any]:
    return {
        "height": HEIGHT_PX,
        "margin": {"t": 64, "l": 8, "r": 16, "b": 8},
        "uirevision": "labels",
        "hovermode": "closest",
        "legend": dict(LEGEND),
        "xaxis": {
            "title": {"text": "Training images of each class"},
            "type": "log",
            # All sizes have their place from the start.
            "range": [math.log10(sizes[0]) - 0.08, math.log10(sizes[-1]) + 0.08],
            "tickvals": list(sizes),
            "ticktext": [f"{size:,}" for size in sizes],
            "tickangle": 0,
            "minor": {"ticks": ""},
        },
        "yaxis": dict(ACCURACY_AXIS),
    }
