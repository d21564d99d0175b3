"""After the diagnosis: whether it was right, why, and what was really done to the training."""

import html

import streamlit as st

from transfer_demo.lessons.symptoms import SIGNS, seen
from transfer_demo.lessons.words import BREAK_IT
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.break_it.case import Case
from transfer_demo.ui.break_it.trainings import run_of
from transfer_demo.ui.elements.terms import linked, linked_html
from transfer_demo.ui.server import services


def show_answer(case: Case, broken: RunRecord) -> None:
    """Say whether the answer was right, and explain the fault."""
    assert case.answer is not None
    text, given = case.fault.text, case.fault.answers[case.answer]
    with st.container(key="answer"):
        if given == text.right:
            st.success(linked(BREAK_IT.say("right", why=text.right.why)), icon=":material/check:")
        else:
            st.warning(linked(BREAK_IT.say("wrong", why=given.why)), icon=":material/close:")
            st.markdown(
                linked(BREAK_IT.say("answer", answer=text.right.answer, why=text.right.why))
            )
        st.header(text.title, anchor=False)
        st.markdown(linked(text.explanation))
        st.markdown(linked(BREAK_IT.say("change", change=text.change)))
        _signs(case, broken)


def _signs(case: Case, broken: RunRecord) -> None:
    """Say of each sign whether these runs show it."""
    store = services.store()
    repaired = run_of(case.repaired, case.fault.repaired)
    over = repaired if repaired and repaired.status == "done" else None
    histories = store.history(broken.token), store.history(over.token) if over else None
    shown = seen(case.fault.name, *histories)
    # What they are called stands in the text, and how they look in a sheet.
    marks = {
        # Without the repaired run there is nothing yet to compare with.
        sign.name: "open" if sign.compares and not over else _mark(shown[sign.name])
        for sign in SIGNS[case.fault.name]
    }
    st.subheader(BREAK_IT.say("signs"), anchor=False)
    items = "".join(
        f'<li class="{marks[name]}"><b>{BREAK_IT.say(f"sign.{marks[name]}")}.</b> '
        f"{html.escape(sentence)}</li>"
        for name, sentence in case.fault.text.signs.items()
    )
    st.html(linked_html(f'<ul class="signs">{items}</ul>'))
    if "missing" in marks.values():
        st.info(linked(BREAK_IT.say("missing")), icon=":material/info:")


def _mark(shown: bool | None) -> str:
    return "seen" if shown else "missing"
