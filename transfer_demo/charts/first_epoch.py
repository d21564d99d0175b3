"""Guesses of the first epoch, drawn over the curves of a race."""

from collections.abc import Mapping

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.study_marks import GUESS_COLOUR
from transfer_demo.plan import ARM_TITLES


def with_guesses(figure: go.Figure, guesses: Mapping[str, float]) -> go.Figure:
    """Add to curves of accuracy over epochs what was guessed for each arm after one epoch.

    Args:
        figure: as `curves.figure` makes it; it is changed.
        guesses: the accuracy of an arm by its name, a fraction.
    """
    for number, (arm, guess) in enumerate(guesses.items()):
        figure.add_scatter(
            x=[1],
            y=[100 * guess],
            name="Your guess",
            legendgroup="guess",
            mode="markers",
            marker={
                "size": 17,
                "symbol": f"{theme.ARM_SYMBOLS.get(arm, 'square')}-open",
                "color": GUESS_COLOUR,
                "line": {"width": 3},
            },
            hovertext=f"You guessed {100 * guess:.0f}% for<br><b>{ARM_TITLES.get(arm, arm)}</b>",
            showlegend=number == 0,
        )
    return figure
