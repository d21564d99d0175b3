"""Which CNN? The rank that the scores predict for each network, and the one that came out."""

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.class_names import escape
from transfer_demo.charts.study_marks import GUESS_COLOUR, LEGEND
from transfer_demo.charts.theme import Base
from transfer_demo.plan import FINE_TUNE
from transfer_demo.studies.baselines import baseline_of
from transfer_demo.studies.level import Level
from transfer_demo.studies.ranking import SCORES, BackboneRanks, Ranked
from transfer_demo.wording import amount, seconds

_BLUE: Final = theme.ARM_COLOURS[FINE_TUNE]
_ROW_PX: Final = 40


def figure(
    result: BackboneRanks, *, base: Base | None = None, guess: str | None = None
) -> go.Figure:
    """Draw a row for each network, from its predicted rank to its actual one.

    The rows stand in the predicted order, so that they stay where they are while networks are
    fine-tuned: long lines are wrong predictions.

    Args:
        result: what was measured.
        base: the page behind the chart; see `theme.layout`.
        guess: the bet, the name of a network, drawn as a ring.
    """
    rows = sorted(result.rows, key=lambda row: row.predicted_rank or len(result.rows) + 1)
    traces = [
        _lines(rows),
        _bet(rows, guess),
        _predicted(rows, result.image_size_px),
        _actual(rows, result.best, ink=theme.INKS[base]),
    ]
    chart = go.Figure(traces, theme.layout(base))
    return chart.update_layout(_layout(rows, guess))


def _lines(rows: Sequence[Ranked]) -> go.Scatter:
    both = [
        (place, row.predicted_rank, row.actual_rank)
        for place, row in enumerate(rows)
        if row.predicted_rank is not None and row.actual_rank is not None
    ]
    return go.Scatter(
        x=[x for _, predicted, actual in both for x in (predicted, actual, None)],
        y=[y for place, _, _ in both for y in (place, place, None)],
        name="Miss",
        mode="lines",
        line={"width": 2, "color": theme.FROZEN_COLOUR},
        hoverinfo="skip",
        showlegend=False,
    )


def _predicted(rows: Sequence[Ranked], image_size_px: int) -> go.Scatter:
    ranked = [(place, row) for place, row in enumerate(rows) if row.predicted_rank is not None]
    return go.Scatter(
        x=[row.predicted_rank for _, row in ranked],
        y=[place for place, _ in ranked],
        name="Predicted by all three scores",
        mode="markers",
        marker={
            "size": 12,
            "symbol": "circle-open",
            "color": theme.FROZEN_COLOUR,
            "line": {"width": 2.5},
        },
        hovertext=[_predicted_words(row, len(rows), image_size_px) for _, row in ranked],
        showlegend=True,
    )


def _predicted_words(row: Ranked, networks: int, image_size_px: int) -> str:
    scores = [
        f"{title[:1].upper()}{title[1:]}: {row.scores[name]:.3f} (rank {row.ranks[name]:g})"
        for name, title in SCORES.items()
        if name in row.scores
    ]
    scored = [] if row.score_seconds is None else [f"scored in {seconds(row.score_seconds)}"]
    work = [f"{amount(row.gflops)} GFLOPs for an image of {image_size_px} px"] if row.gflops else []
    head = f"<b>{escape(row.title)}</b>, predicted rank {row.predicted_rank:g} of {networks}"
    return "<br>".join([head, *scores, *scored, *work])


def _actual(rows: Sequence[Ranked], best: Ranked | None, *, ink: str) -> go.Scatter:
    ranked = [(place, row, row.actual) for place, row in enumerate(rows) if row.actual]
    return go.Scatter(
        x=[row.actual_rank for _, row, _ in ranked],
        y=[place for place, _, _ in ranked],
        name="Fine-tuned",
        mode="markers+text",
        marker={
            "size": [18 if row is best else 12 for _, row, _ in ranked],
            "symbol": ["star" if row is best else "circle" for _, row, _ in ranked],
            "color": _BLUE,
        },
        text=[level.in_percent for _, _, level in ranked],
        textposition="top center",
        textfont={"size": 12, "color": ink},
        hovertext=[
            f"<b>{escape(row.title)}</b>, rank {row.actual_rank:g} of {len(ranked)}<br>"
            f"{level.in_percent} of the validation images right<br>({level.interval_words})<br>"
            f"{seconds(level.seconds)}, {row.parameters / 1e6:.1f} million parameters"
            f"{_guessing(level)}"
            for _, row, level in ranked
        ],
        showlegend=True,
    )


def _guessing(level: Level) -> str:
    """These places are ranks, where what guessing gets has no line; so it is said."""
    found = baseline_of([level])
    return f"<br>{found.label}" if found else ""


def _bet(rows: Sequence[Ranked], bet: str | None) -> go.Scatter:
    """Return a ring around the newest that is known of the network that was bet on."""
    places = [
        (row.actual_rank or row.predicted_rank, place)
        for place, row in enumerate(rows)
        if row.name == bet and (row.actual_rank or row.predicted_rank)
    ]
    return go.Scatter(
        x=[rank for rank, _ in places],
        y=[place for _, place in places],
        name="Your bet",
        mode="markers",
        marker={
            "size": 26,
            "symbol": "circle-open",
            "color": GUESS_COLOUR,
            "line": {"width": 3},
        },
        hoverinfo="skip",
        showlegend=bool(places),
    )


def _layout(rows: Sequence[Ranked], bet: str | None) -> dict[str, Any]:
    # Places are numbers and names only labels, the one that was bet on in bold.
    names = [
        f"<b>{escape(row.title)}</b>" if row.name == bet else escape(row.title) for row in rows
    ]
    return {
        "height": 130 + _ROW_PX * len(rows),
        "margin": {"t": 56, "l": 8, "r": 28, "b": 8},
        "uirevision": "backbones",
        "hovermode": "closest",
        "legend": dict(LEGEND),
        "xaxis": {
            "title": {"text": "Rank (1 is the best)"},
            "range": [0.4, len(rows) + 0.6],
            "tick0": 1,
            "dtick": 1,
            "tickangle": 0,
        },
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": names,
            "range": [len(rows) - 0.4, -0.7],
            "showgrid": False,
        },
    }
