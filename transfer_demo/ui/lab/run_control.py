"""Start, stop and delete: what a visitor can do to a run."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import streamlit as st

from transfer_demo.errors import TransferDemoError, UnknownRun
from transfer_demo.images.dataset import ImageSet
from transfer_demo.markdown import plain
from transfer_demo.plan import FINE_TUNE
from transfer_demo.race import prepare
from transfer_demo.store import expiry
from transfer_demo.store.runs.record import UNFINISHED, RunRecord
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.ui.address.selection import RUN
from transfer_demo.ui.elements.copy_link import copy_link
from transfer_demo.ui.elements.start_once import start_once
from transfer_demo.ui.elements.unknown_address import explain_unknown_address
from transfer_demo.ui.lab import race_guess
from transfer_demo.ui.lab.choose_plan import chosen_plan
from transfer_demo.ui.server import services, session

# Of one run and of two: what is deleted, and whose.
_WORDS: Final = {1: ("The run, its", "its"), 2: ("Both runs, their", "their")}


def run_controls(images: ImageSet) -> RunRecord | None:
    """Draw the buttons, do what was pressed, and return the run to show, if there is one."""
    problem = ""
    # Filled below: beside a run, one that was started just now included, it looks otherwise.
    first = st.container()
    with st.container(horizontal=True, vertical_alignment="top"):
        if st.button("Start training", type="primary", icon=":material/play_arrow:"):
            problem = _start_once(images)
        token = RUN.token()
        record = _record(token)
        stop_button(record)
        further = race_guess.to_query()
        copy_link(chosen_plan(), images=session.choice("images"), further=further)
    with first:
        race_guess.ask_for_guess(beside_a_run=record is not None)
    if lacking := race_guess.what_is_missing():
        st.info(lacking, icon=":material/psychology_alt:")
    if problem:
        st.error(plain(problem), icon=":material/error:")
    if token and record is None:
        explain_unknown_address("run", RUN)
    return record


def delete_control(*records: RunRecord, forget: Callable[[], None], one: str = "this run") -> None:
    """Offer to delete one or two runs.

    Args:
        forget: takes them off the page.
        one: what a single run is called.
    """
    what = one if len(records) == 1 else "both runs"
    whose, their = _WORDS[len(records)]
    if not all(map(session.is_mine, records)):
        return
    with st.popover(f"Delete {what}", icon=":material/delete:", type="tertiary", key="delete"):
        st.write(f"{whose} curves and {their} images are removed from this machine for good.")
        if studies := services.store().studies.showing(*(record.token for record in records)):
            number = "1 study" if studies == 1 else f"{studies} studies"
            st.warning(
                f"{their.title()} results are shown in {number}, and would be missing there."
            )
        if st.button("Delete for good", type="primary"):
            for record in records:
                delete_run(record)
            forget()
            st.rerun()


def keep_longer(record: RunRecord | StudyRecord) -> None:
    """Let its owner keep a run or a study for longer than others."""
    if not session.is_mine(record):
        return
    wanted = st.toggle(
        "Keep for a year",
        value=record.pinned,
        key=f"pinned_{record.token}",
        help=expiry.in_words(),
    )
    if wanted != record.pinned:
        runs, studies = services.store().pin, services.store().studies.pin
        pin = runs if isinstance(record, RunRecord) else studies
        pin(record.token, wanted, by=session.owner())


def stop_button(record: RunRecord | StudyRecord | None) -> None:
    """Draw the button that stops a run or a study; it can be pressed while that goes on.

    What somebody else started has none.
    """
    if record is not None and not session.is_mine(record):
        return
    going = record is not None and record.status in UNFINISHED
    stopping = record is not None and record.stop_requested
    pressed = st.button("Stop", icon=":material/stop:", disabled=not going or stopping)
    if pressed and record is not None:
        recorder = services.recorder()
        stop = recorder.stop if isinstance(record, RunRecord) else recorder.stop_study
        stop(record.token, by=session.owner())


def delete_run(record: RunRecord) -> None:
    """Delete a run for good; what is trained of it, stops."""
    with suppress(UnknownRun):  # deleted in another window
        services.store().delete(record.token, by=session.owner())


def _start_once(images: ImageSet) -> str:
    """Start a run and show it; return why that did not work, or nothing."""
    try:
        token = start_once(
            "race",
            lambda: prepare(images, chosen_plan()),
            lambda recorder, race: recorder.start(
                race.plan, race.images, owner=session.owner(), guess=race_guess.take_guess()
            ),
            pretrained=lambda race: [race.plan.backbone] if FINE_TUNE in race.plan.arms else [],
            goes_on=_goes_on,
        )
    except TransferDemoError as exc:
        return str(exc)
    if token:
        RUN.select(token)
        race_guess.forget_guess()
    return ""


def _goes_on(token: str) -> bool:
    record = _record(token)
    return record is not None and record.status in UNFINISHED


def _record(token: str | None) -> RunRecord | None:
    try:
        return services.store().record(token) if token else None
    except UnknownRun:
        return None
