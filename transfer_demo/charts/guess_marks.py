"""A guess, drawn so that the curves of a race come over it.

The guessed crossing is a dotted line across the curves. The guessed lead is a bracket in a strip of
its own at the right: it stands on the arm that is expected to be behind, at its newest accuracy,
and ends where the other arm should arrive. Before there is a result it hangs in the middle, because
only its length was guessed.
"""

from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.study_marks import GUESS_COLOUR
from transfer_demo.history import History
from transfer_demo.plan import ARM_TITLES, ARMS, FINE_TUNE, SCRATCH
from transfer_demo.verdict.guess import RaceGuess

# The share of the width that belongs to the curves; right of it is the strip of the guess.
_CURVES_END: Final = 0.89
_INSIDE, _OUTSIDE = 0.3, 0.65


def marks(guess: RaceGuess, history: History, *, x_axis: str) -> list[go.Scatter]:
    """Return the traces of a guess, to be drawn before the curves of the accuracy.

    Their number is always the same, so that a chart can be brought up to date.

    Args:
        guess: what is drawn.
        history: the run as far as it is.
        x_axis: of the curves; only over "epoch" a crossing has a place.
    """
    low, high = _levels(guess, history)
    epoch = guess.crossing_epoch if x_axis == "epoch" else None
    planned = [arm.started.epochs for arm in history.arms.values() if arm.started]
    late = epoch is not None and epoch > max(planned, default=0) / 2
    return [_crossing(epoch, late=late), _bracket(guess, low, high), _finish(guess, low, high)]


def layout() -> dict[str, Any]:
    """Return what makes room for the strip; the curves give up a part of their width."""
    return {
        "xaxis": {"domain": [0, _CURVES_END]},
        "xaxis2": {
            "domain": [_CURVES_END + 0.02, 1],
            "range": [0, 1],
            "anchor": "y",
            "fixedrange": True,
            "showgrid": False,
            "tickvals": [0.5],
            "ticktext": ["Guess"],
            "tickfont": {"color": GUESS_COLOUR, "weight": 700},
        },
    }


def _levels(guess: RaceGuess, history: History) -> tuple[float, float]:
    """Return both ends of the bracket in percent, not above 100."""
    lead = 100 * guess.lead
    last = {name: 100 * arm.last.val_accuracy for name, arm in history.arms.items() if arm.last}
    if guess.winner == "undecided":
        measured = [last[arm] for arm in ARMS if arm in last]
        low = sum(measured) / len(measured) if measured else 50.0
    else:
        low = last.get(_behind(guess), 50 - lead / 2)
    return low, min(low + lead, 100.0)


def _behind(guess: RaceGuess) -> str:
    return SCRATCH if guess.winner == FINE_TUNE else FINE_TUNE


def _crossing(epoch: int | None, *, late: bool) -> go.Scatter:
    there = epoch is not None
    return go.Scatter(
        x=[epoch, epoch] if there else [],
        y=[0, 100] if there else [],
        # At the bottom, where the curves are the fewest, and towards the middle.
        text=["\N{EN SPACE}guessed crossing\N{EN SPACE}", ""] if there else [],
        textposition="top left" if late else "top right",
        mode="lines+text",
        line={"width": 2.5, "dash": "dot", "color": GUESS_COLOUR},
        hovertext=f"You guessed that the curves cross in epoch {epoch}.",
        **_shared(legend=False),
    )


def _bracket(guess: RaceGuess, low: float, high: float) -> go.Scatter:
    return go.Scatter(
        x=[_INSIDE, _OUTSIDE, _OUTSIDE, _INSIDE],
        y=[low, low, high, high],
        xaxis="x2",
        mode="lines",
        line={"width": 2.5, "dash": "dot", "color": GUESS_COLOUR},
        hovertext=f"You guessed that {guess.outcome}.",
        **_shared(legend=True),
    )


def _finish(guess: RaceGuess, low: float, high: float) -> go.Scatter:
    """Draw where the arms would arrive: a faint point of each, the winner's at the upper end.

    The lead in percentage points stands at the lower end, unless that is too near to the axis.
    """
    undecided = guess.winner == "undecided"
    arms = ARMS if undecided else (_behind(guess), guess.winner)
    label = "" if undecided else f"+{100 * guess.lead:.0f}"
    return go.Scatter(
        x=[0.15, 0.45] if undecided else [_INSIDE, _INSIDE],
        y=[low, high],
        xaxis="x2",
        mode="markers+text",
        text=[label, ""] if low > 15 else ["", label],
        textposition="bottom center" if low > 15 else "top center",
        marker={
            "size": 11,
            "opacity": 0.6,
            "color": [theme.ARM_COLOURS[arm] for arm in arms],
            "symbol": [theme.ARM_SYMBOLS[arm] for arm in arms],
        },
        hovertext=[f"{ARM_TITLES[arm]}, as you guessed it" for arm in arms],
        **_shared(legend=False),
    )


def _shared(*, legend: bool) -> dict[str, Any]:
    return {
        "name": "Your guess",
        "legendgroup": "guess",
        "textfont": {"color": GUESS_COLOUR, "weight": 700},
        "showlegend": legend,
    }
