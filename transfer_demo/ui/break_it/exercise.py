"""Break it, step by step: choose a fault, watch it, say what is wrong, and run the repair."""

import random
from dataclasses import replace
from typing import Final

import streamlit as st

from transfer_demo.lessons.faults import FAULTS
from transfer_demo.lessons.run_without_fault import usual
from transfer_demo.lessons.words import BREAK_IT
from transfer_demo.store.runs.record import UNFINISHED, RunRecord
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.break_it.answer import show_answer
from transfer_demo.ui.break_it.case import Case, on_the_table, put, turn_to
from transfer_demo.ui.break_it.own_run import CUT, clear_away, delete_own, stop_own
from transfer_demo.ui.break_it.repair import show_repair
from transfer_demo.ui.break_it.trainings import run_of, show_curves, start_button
from transfer_demo.ui.elements.plot import prepare_to_plot
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.server import session
from transfer_demo.ui.server.session import choice_key

_CHOSEN: Final = "break_it_fault"


def break_it() -> None:
    """Draw the page below its title, as far as the learner has come."""
    st.markdown(linked(BREAK_IT.say("introduction")))
    case = on_the_table()
    _choose(case)
    broken = run_of(case.broken, case.fault.broken)
    repaired = run_of(case.repaired, case.fault.repaired)
    if case.broken and broken is None:
        st.warning("The run of this address is not there any more.", icon=":material/search_off:")
    if broken is None or broken.status in CUT:
        token = start_button("Break it", icon=":material/bolt:", number=case.number, broken=True)
        if token:
            # A repair whose broken run is gone repairs the next one too.
            kept = case.repaired if session.is_mine(repaired) else None
            put(Case(number=case.number, broken=token, repaired=kept))
            clear_away(broken)
            st.rerun()
    if broken is None:
        prepare_to_plot()
    else:
        _watch(case, broken)
    delete_own(case, broken=broken, repaired=repaired)


def _watch(case: Case, broken: RunRecord) -> None:
    """Show the broken run, and go on from what it tells."""
    st.caption(linked(usual(case.fault.images)))
    with st.container(key="figure"):
        show_curves(broken, name="broken")
    stop_own(broken)
    if broken.status in CUT:
        st.info(linked(BREAK_IT.say("cut")))
    else:
        _examine(case, broken)


def _examine(case: Case, broken: RunRecord) -> None:
    """Ask what is wrong, and say it once the learner has answered."""
    if broken.status != "done":
        # The address may bring an answer to what is not over: it comes too early.
        case = replace(case, answer=None)
    elif hidden("guess") and case.answer is None:
        case = replace(case, answer=case.fault.answers.index(case.fault.text.right))
    _diagnose(case, broken)
    if case.answer is not None:
        show_answer(case, broken)
        show_repair(case, broken)


def _choose(case: Case) -> None:
    session.choose({_CHOSEN: case.number})
    with st.container(horizontal=True, vertical_alignment="bottom", key="break_it_choice"):
        st.segmented_control(
            "Fault",
            options=range(1, len(FAULTS) + 1),
            key=choice_key(_CHOSEN),
            required=True,
            on_change=lambda: turn_to(session.choice(_CHOSEN)),
            width="content",
        )
        st.button("Surprise me", icon=":material/casino:", on_click=_surprise, args=(case,))


def _surprise(case: Case) -> None:
    others = [number for number in range(1, len(FAULTS) + 1) if number != case.number]
    turn_to(random.choice(others))


def _diagnose(case: Case, broken: RunRecord) -> None:
    """Ask what is wrong, until an answer was given."""
    answers = case.fault.answers
    answered = case.answer is not None
    with st.container(key="guess"):
        st.header(BREAK_IT.say("question"), anchor=False)
        chosen = st.radio(
            BREAK_IT.say("question"),
            options=range(len(answers)),
            format_func=lambda place: answers[place].answer,
            index=case.answer,
            key=f"diagnosis_{case.broken}_{case.answer}",
            disabled=answered,
            label_visibility="collapsed",
        )
        if answered:
            return
        going = broken.status in UNFINISHED
        if going:
            st.caption(linked(BREAK_IT.say("watch")))
        if st.button("Answer", disabled=going or chosen is None, icon=":material/search:"):
            put(replace(case, answer=chosen))
            st.rerun()
