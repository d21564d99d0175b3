"""Start, stop, go on, delete: what a visitor can do to a study."""

from collections.abc import Callable

import streamlit as st

from transfer_demo.errors import TransferDemoError, UnknownStudy
from transfer_demo.markdown import plain
from transfer_demo.store.runs.record import UNFINISHED
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.asking import Asked
from transfer_demo.studies.study_guess import StudyGuess
from transfer_demo.ui.address.navigation import page_of
from transfer_demo.ui.address.selection import STUDY_PARAMETER, study_of
from transfer_demo.ui.elements.copy_link import copy_link
from transfer_demo.ui.elements.start_once import start_once
from transfer_demo.ui.elements.unknown_address import explain_unknown_address
from transfer_demo.ui.lab.choose_plan import chosen_plan
from transfer_demo.ui.lab.run_control import stop_button
from transfer_demo.ui.server import services, session
from transfer_demo.ui.studies import study_link
from transfer_demo.ui.studies.earlier_studies import earlier_studies

Ask = Callable[[], Asked]
"""Makes the trainings of a study from what is chosen now."""


def study_controls(
    question: str, ask: Ask, *, guess: StudyGuess | None = None
) -> StudyRecord | None:
    """Draw the buttons, do what was pressed, and return the study to show, if there is one."""
    problem = ""
    place = study_of(question)
    with st.container(horizontal=True, vertical_alignment="top"):
        if st.button("Start the study", type="primary", icon=":material/play_arrow:"):
            problem = _start_once(question, ask, guess)
        token = place.token()
        record = _record(token)
        stop_button(record)
        further = study_link.to_query(session.choices(study_link.usual_choices()))
        copy_link(chosen_plan(), images=session.choice("images"), further=further)
        earlier_studies(question, shown=token)
    if record is not None and record.question != question:
        # The address of a study belongs to the page of its question, and this one forgets it.
        place.select(None)
        st.switch_page(page_of(record.question), query_params={STUDY_PARAMETER: record.token})
    if problem:
        st.error(plain(problem), icon=":material/error:")
    if token and record is None:
        explain_unknown_address("study", place)
    return record


def go_on_control(record: StudyRecord) -> None:
    """Offer to measure what was stopped, failed or deleted."""
    lost = record.status in ("stopped", "failed") and record.renewable
    if not (lost and session.is_mine(record)):
        return
    if st.button("Go on with the rest", icon=":material/resume:"):
        try:
            services.recorder().renew_study(record.token, by=session.owner())
        except TransferDemoError as exc:
            st.error(plain(str(exc)), icon=":material/error:")
            return
        st.rerun()


def delete_study_control(record: StudyRecord) -> None:
    """Offer to delete the study to whoever started it."""
    if not session.is_mine(record):
        return
    with st.popover("Delete this study", icon=":material/delete:", type="tertiary", key="delete"):
        st.write(
            "The study, its trainings and their images are removed from this machine for good. "
            "Runs of the Lab that it took over stay."
        )
        if st.button("Delete for good", type="primary"):
            services.store().studies.delete(record.token, by=session.owner())
            study_of(record.question).select(None)
            st.rerun()


def _start_once(question: str, ask: Ask, guess: StudyGuess | None) -> str:
    """Start a study and show it; return why that did not work, or nothing."""

    def make() -> Asked:
        with st.spinner("Preparing the trainings..."):
            return ask()

    try:
        token = start_once(
            "study",
            make,
            lambda recorder, asked: recorder.start_study(
                question, asked.plan, asked.seeds, asked.orders, owner=session.owner(), guess=guess
            ),
            pretrained=lambda asked: asked.pretrained,
            goes_on=_goes_on,
        )
    except TransferDemoError as exc:
        return str(exc)
    if token:
        study_of(question).select(token)
    return ""


def _goes_on(token: str) -> bool:
    record = _record(token)
    return record is not None and record.status in UNFINISHED


def _record(token: str | None) -> StudyRecord | None:
    try:
        return services.store().studies.record(token) if token else None
    except UnknownStudy:
        return None
