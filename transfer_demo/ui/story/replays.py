"""Charts of recorded trainings that are played epoch by epoch."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from transfer_demo.history import History
from transfer_demo.ui.elements.drawings import Drawing
from transfer_demo.ui.elements.plot import plot

Draw = Callable[[History], Any]
"""Makes a plotly figure of a history, always with the same axes."""


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A chart, and as JSON how it looked after each epoch before the last one."""

    whole: Drawing
    frames: tuple[str, ...] = ()


def replayed(history: History, draw: Draw, *, height_px: int) -> Replay:
    """Draw a history as it grew."""
    figures = [draw(moment).update_layout(height=height_px) for moment in moments(history)]
    *before, whole = [figure.to_json() for figure in figures]
    return Replay(whole=Drawing(whole, height_px), frames=tuple(before))


def moments(history: History) -> list[History]:
    """Return the history before its first epoch, after each one, and at last as it is."""
    last = max((len(arm.epochs) for arm in history.arms.values()), default=0)
    return [_until(history, epoch) for epoch in range(last)] + [history]


def _until(history: History, epoch: int) -> History:
    return History(
        {
            name: replace(arm, epochs=tuple(e for e in arm.epochs if e.epoch <= epoch))
            for name, arm in history.arms.items()
        }
    )


def show_replay(drawn: Replay, *, key: str, description: str, replay: str) -> None:
    """Put a chart on the page, and play it if `replay` is a new word.

    Args:
        drawn: the chart.
        key: tells this chart from the others on the page.
        description: what a screen reader says of the chart.
        replay: see `plot`; charts that stand side by side are played together.
    """
    word = f"{replay}-{key}" if replay else ""
    plot(drawn.whole, key=key, description=description, frames=drawn.frames, replay=word)
