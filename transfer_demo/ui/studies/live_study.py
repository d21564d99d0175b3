"""The live panel of a study: as the store knows it, drawn again each second while it goes on."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from transfer_demo.errors import PlanError
from transfer_demo.markdown import plain
from transfer_demo.plan import Plan
from transfer_demo.store.runs.record import Status
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.studies.study_guess import StudyGuess
from transfer_demo.ui.elements.drawings import draw_study
from transfer_demo.ui.elements.live import live
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.lab.choose_plan import chosen_plan
from transfer_demo.ui.lab.queue_position import explain_trouble
from transfer_demo.ui.server import services, session
from transfer_demo.ui.studies.study_numbers import show_numbers
from transfer_demo.ui.studies.study_progress import show_progress
from transfer_demo.ui.studies.study_summary import summary

_SECONDS_BETWEEN: Final = 1.0


def show_study(record: StudyRecord) -> None:
    """Show a study, and keep it up to date until it is over."""
    different = " **The choices are different now.**" if _changed(record) else ""
    st.caption(summary(record) + different)
    if somebody := session.whose(record):
        st.caption(somebody)
    live(partial(_draw, record.token), status=record.status, every_seconds=_SECONDS_BETWEEN)


def _draw(token: str) -> Status:
    record = services.store().studies.record(token)
    cells = cells_of(token)
    question = QUESTIONS[record.question]
    result = question.read(cells)
    explain_trouble(record.status)
    show_progress(record, cells)
    with st.container(key="figure"):
        plot(
            draw_study(token, record.question, cells, result, guess=_guess_of(record)),
            key=f"plot_study_{record.question}",
            description=question.title,
        )
    _show_answer(record, result)
    show_numbers(record.question, cells, result)
    return record.status


def cells_of(token: str) -> Sequence[Cell]:
    """Return the cells of a study as they are now.

    Raises:
        UnknownStudy: there is no such study.
    """
    return _cells(token, services.store().studies.version(token))


@st.cache_resource(max_entries=50, show_spinner=False)
def _cells(token: str, version: int) -> Sequence[Cell]:
    """Return the cells, read once for all who look at this version of the study."""
    return services.store().studies.cells(token)


def _show_answer(record: StudyRecord, result: Any) -> None:
    question = QUESTIONS[record.question]
    first, *others = question.answer(result)
    with st.container(key="answer"):
        st.subheader("Answer", anchor=False)
        seen: set[str] = set()
        st.markdown(linked(f"**{plain(first)}**", seen=seen))
        for sentence in others:
            st.markdown(linked(plain(sentence), seen=seen))
        if guessed := question.guess_answer(result, _guess_of(record)):
            st.info(plain(guessed), icon=":material/psychology_alt:")


def _guess_of(record: StudyRecord) -> StudyGuess | None:
    """Return the visitor's own guess: that of another person is not theirs to compare."""
    return record.guess if session.is_mine(record) else None


def _changed(record: StudyRecord) -> bool:
    """Return whether a study that is started now would be another one."""
    try:
        chosen = chosen_plan()
    except PlanError:
        return True
    # What the question itself varies is no choice.
    varied = {
        "freeze": ("frozen_stages",),
        "backbones": ("backbone", "frozen_stages", "scratch_epochs_factor"),
        "catch-up": ("scratch_epochs_factor",),
    }
    names = vars(Plan()).keys() - {"arms", *varied.get(record.question, ())}
    plans_differ = any(getattr(chosen, name) != getattr(record.plan, name) for name in names)
    return plans_differ or session.choice("seeds") != len(record.seeds)
