"""How near some sentences are to one, for a language model."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from transfer_demo.charts import theme, worded_bars
from transfer_demo.charts.class_names import escape
from transfer_demo.charts.theme import Base
from transfer_demo.charts.worded_bars import Bar
from transfer_demo.lessons.pictures import SentenceKind, Similarities, Similarity
from transfer_demo.plan import FINE_TUNE

COLOUR: Final = theme.ARM_COLOURS[FINE_TUNE]
_SHARED: Final[Mapping[SentenceKind, str]] = {
    "meaning": "Same meaning, other words",
    "words": "Same words, another meaning",
    "other": "Neither words nor meaning",
}


def figure(
    comparison: Similarities, *, base: Base | None = None, guess: str | None = None
) -> go.Figure:
    """Draw a bar for each sentence, as long as it is near to the anchor.

    Args:
        comparison: what was measured.
        base: the page behind the chart; see `theme.layout`.
        guess: the kind of the sentence that was guessed to be nearest, marked in words.
    """
    rows = [
        Bar(words=f"“{comparison.anchor}” is compared with:"),
        *(_row(candidate, guessed=candidate.kind == guess) for candidate in comparison.candidates),
    ]
    lowest = min(candidate.similarity for candidate in comparison.candidates)
    chart = go.Figure(worded_bars.traces(rows), theme.layout(base))
    return chart.update_layout(worded_bars.layout(rows)).update_layout(
        xaxis={
            "title": {"text": "Similarity (1: the same direction)"},
            "range": [min(lowest, 0.0) - 0.01, 1.0],
            "tick0": 0,
            "dtick": 0.2,
            "fixedrange": True,
            # A bar may lead below it.
            "zeroline": True,
            "zerolinecolor": theme.GRID_COLOUR,
        }
    )


def _row(candidate: Similarity, *, guessed: bool) -> Bar:
    number = f"{candidate.similarity:.2f}"
    return Bar(
        words=candidate.sentence,
        mark="Your guess:" if guessed else "",
        value=candidate.similarity,
        written=number,
        hover=f"<b>{_SHARED[candidate.kind]}</b><br>{escape(candidate.sentence)}: {number}",
        colour=COLOUR,
    )
