"""Charts as JSON, each drawn once for all who look at it.

Plotly checks every number that it is given, which takes longer than all the rest of a look at a
run. A class that watches one race, twice a second each, would keep the server busy with that.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

# Streamlit imports it on the way, in the thread of one visitor; plotly in that of another takes it
# from what is loaded, whole or not, and fails on half of it. So it is whole before either begins.
import pandas  # noqa: F401
import streamlit as st

from transfer_demo.charts import confusion, confusion_difference, curves, study_figure
from transfer_demo.charts.theme import Base
from transfer_demo.history import ArmHistory, History
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.study_guess import StudyGuess
from transfer_demo.verdict.guess import RaceGuess


class Drawing(NamedTuple):
    """A plotly figure as JSON, and its height in pixels."""

    figure: str
    height_px: int


_KEPT: Final = 200
_HEIGHTS_PX: Final = {"accuracy": 320, "loss": 300}
_Measured = tuple[object, ...]


def draw_curves(
    run: str, history: History, *, metric: str, x_axis: str, guess: RaceGuess | None = None
) -> Drawing:
    """Draw the curves of a run as far as it is, over somebody's guess."""
    measured = tuple(_measured(arm) for arm in history.arms.values())
    if not any(arm.started for arm in history.arms.values()):
        run = ""  # the empty chart is the same for all who wait
    return _curves(run, measured, metric, x_axis, guess, _history=history)


def draw_confusion(run: str, history: History, arm: str, *, base: Base | None) -> Drawing:
    """Draw what an arm took for what, after its newest epoch; the same classes for all arms."""
    measured = tuple(_measured(one) for one in history.arms.values())
    return _confusion(run, measured, arm, base, _history=history)


def draw_difference(run: str, history: History, *, base: Base | None) -> Drawing:
    """Draw in what both arms differ after their last epochs."""
    measured = tuple(_measured(one) for one in history.arms.values())
    return _difference(run, measured, base, _history=history)


def draw_study(
    token: str,
    question: str,
    cells: Sequence[Cell],
    result: Any,
    *,
    guess: StudyGuess | None,
) -> Drawing:
    """Draw the figure of a study as far as it is."""
    ends = tuple(cell.history.finished.seconds if cell.history.finished else None for cell in cells)
    return _study(token, question, ends, guess, st.context.theme.type, _result=result)


def _measured(arm: ArmHistory) -> _Measured:
    """Return what changes whenever there is something new to draw: no step of the progress bar."""
    last = arm.last
    said = arm.started is not None, arm.untrained is not None
    return arm.arm, said, last and (last.epoch, last.seconds)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _curves(
    run: str,
    measured: _Measured,
    metric: str,
    x_axis: str,
    guess: RaceGuess | None,
    *,
    _history: History,
) -> Drawing:
    height_px = _HEIGHTS_PX[metric]
    figure = curves.figure(_history, metric=metric, x_axis=x_axis, guess=guess)
    figure.layout.height = height_px
    return Drawing(figure.to_json(), height_px)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _confusion(
    run: str, measured: _Measured, arm: str, base: Base | None, *, _history: History
) -> Drawing:
    rows = confusion.shown_classes(_history.arms.values())
    figure = confusion.figure(_history.arms[arm], rows=rows, base=base)
    return Drawing(figure.to_json(), figure.layout.height)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _difference(run: str, measured: _Measured, base: Base | None, *, _history: History) -> Drawing:
    figure = confusion_difference.figure(_history, base=base)
    return Drawing(figure.to_json(), figure.layout.height)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _study(
    token: str,
    question: str,
    ends: _Measured,
    guess: StudyGuess | None,
    base: Base | None,
    *,
    _result: Any,
) -> Drawing:
    figure = study_figure.figure(question, _result, base=base, guess=guess)
    return Drawing(figure.to_json(), figure.layout.height)
