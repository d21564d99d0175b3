"""The live panel of a study: as the store knows it, drawn again each second while it goes on."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.errors import UnknownStudy
from transfer_demo.store.studyrecord import StudyRecord
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui import services
from transfer_demo.ui.boundary import boundary
from transfer_demo.ui.drawings import draw_study
from transfer_demo.ui.plain import plain
from transfer_demo.ui.plot import plot
from transfer_demo.ui.run_control import GOING
from transfer_demo.ui.study_numbers import show_numbers
from transfer_demo.ui.study_progress import show_progress

_SECONDS_BETWEEN: Final = 1.0

Below = Callable[[StudyRecord, Any], None]
"""Draws what only one question has, from the result so far."""


def show_study(record: StudyRecord, *, below: Below) -> None:
    """Show a study, and keep it up to date until it is over."""
    st.caption(_summary(record))
    going = record.status in GOING
    panel = st.fragment(_panel, run_every=_SECONDS_BETWEEN if going else None)
    panel(record.token, going=going, below=below)


def _panel(token: str, *, going: bool, below: Below) -> None:
    with boundary():
        try:
            record = services.store().studies.record(token)
            cells = _cells(token, services.store().studies.version(token))
        except UnknownStudy:  # deleted in another window: the page says so
            st.rerun()
        question = QUESTIONS[record.question]
        result = question.read(cells)
        show_progress(record, cells)
        plot(
            draw_study(token, record.question, cells, result, guess=record.guess),
            key=f"plot_study_{record.question}",
            description=question.title,
        )
        _show_answer(record, result)
        below(record, result)
        show_numbers(record.question, cells, result)
        if going and record.status not in GOING:
            # Once more, with everything else on the page: the study is over.
            st.rerun()


@st.cache_resource(max_entries=50, show_spinner=False)
def _cells(token: str, version: int) -> Sequence[Cell]:
    """Return the cells, read once for all who look at this version of the study."""
    return services.store().studies.cells(token)


def _show_answer(record: StudyRecord, result: Any) -> None:
    question = QUESTIONS[record.question]
    st.subheader("Answer", anchor=False)
    first, *others = question.answer(result)
    with st.container(key="answer"):
        st.markdown(f"**{plain(first)}**")
        for sentence in others:
            st.markdown(plain(sentence))
        if guessed := question.guess_answer(result, record.guess):
            st.info(plain(guessed), icon=":material/psychology_alt:")


def _summary(record: StudyRecord) -> str:
    """Return what stays the same in a study, as Markdown: the choices may be others by now."""
    plan = record.plan
    parts = [
        "" if record.question == "backbones" else catalogue.get(plan.backbone).title,
        f"{plan.frozen_stages} stages frozen" if record.question == "labels" else "",
        f"{plan.epochs} epochs",
        f"{plan.image_size_px} px",
        _seeds(record.seeds),
        f"{record.train_images} training and {record.validation_images} validation images",
    ]
    return plain(" · ".join(part for part in parts if part))


def _seeds(seeds: Sequence[int]) -> str:
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]}"
