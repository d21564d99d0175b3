"""What the old head and the new one answer for the same photo."""

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from transfer_demo.charts import theme, worded_bars
from transfer_demo.charts.class_names import escape
from transfer_demo.charts.theme import Base
from transfer_demo.charts.worded_bars import Bar
from transfer_demo.lessons.pictures import HeadAfterEpoch, Heads, Prediction
from transfer_demo.wording import counted, probability

OLD_COLOUR: Final = theme.FROZEN_COLOUR
NEW_COLOUR: Final = theme.HEAD_COLOUR


def figure(heads: Heads, *, trained: bool, base: Base | None = None) -> go.Figure:
    """Draw the likeliest answers of the old head, and below all answers of the new one.

    Args:
        heads: what was measured.
        trained: whether the new head's answers are those after training, or those before.
        base: the page behind the chart; see `theme.layout`.
    """
    return _drawn(heads, heads.steps[-1 if trained else 0], base)


def replay(heads: Heads, *, base: Base | None = None) -> tuple[go.Figure, ...]:
    """Draw the same before training and after each epoch: nothing moves but the bars.

    Args:
        heads: what was measured.
        base: the page behind the chart; see `theme.layout`.
    """
    return tuple(_drawn(heads, step, base) for step in heads.steps)


def _drawn(heads: Heads, step: HeadAfterEpoch, base: Base | None) -> go.Figure:
    when = f"after {counted(step.epoch, 'epoch')}" if step.epoch else "before training"
    rows = [
        Bar(words=f"Old head: the likeliest of {heads.old_classes:,} classes"),
        *_rows(heads.old, OLD_COLOUR, "Old head"),
        Bar(words=f"New head: {len(step.answers)} classes, {when}"),
        *_rows(step.answers, NEW_COLOUR, f"New head, {when}"),
    ]
    chart = go.Figure(worded_bars.traces(rows), theme.layout(base))
    return chart.update_layout(worded_bars.layout(rows)).update_layout(
        xaxis={
            "title": {"text": "Probability (%)"},
            # Room for the number behind a bar of 100, and for the 0 below the axis.
            "range": [-2, 124],
            "tickvals": [0, 25, 50, 75, 100],
            "tickangle": 0,
            "fixedrange": True,
        }
    )


def _rows(answers: Sequence[Prediction], colour: str, head: str) -> list[Bar]:
    return [
        Bar(
            words=answer.name,
            value=100 * answer.probability,
            written=probability(answer.probability),
            hover=f"<b>{head}</b><br>{escape(answer.name)}: {probability(answer.probability)}",
            colour=colour,
        )
        for answer in answers
    ]
