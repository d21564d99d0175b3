"""After the diagnosis: whether it was right, why, and what was really done to the training."""

import html
from typing import Final

import streamlit as st

from transfer_demo.lessons.symptoms import SIGNS, seen
from transfer_demo.store.record import RunRecord
from transfer_demo.ui import services
from transfer_demo.ui.break_it_case import Case
from transfer_demo.ui.break_it_runs import run_of
from transfer_demo.ui.terms import linked, linked_html

# A class of the sheet, and the words for it.
_MISSING: Final = ("missing", "Not seen here")
_OPEN: Final = ("open", "Shows beside the repaired run")
_MARKS: Final = {True: ("seen", "Seen here"), False: _MISSING}


def show_answer(case: Case, broken: RunRecord) -> None:
    """Say whether the answer was right, and explain the fault."""
    assert case.answer is not None
    text, given = case.fault.text, case.fault.answers[case.answer]
    with st.container(key="answer"):
        if given == text.right:
            st.success(linked(f"**Right.** {text.right.why}"), icon=":material/check:")
        else:
            st.warning(linked(f"**Not this one.** {given.why}"), icon=":material/close:")
            st.markdown(linked(f"**{text.right.answer}** {text.right.why}"))
        st.header(text.title, anchor=False)
        st.markdown(linked(text.explanation))
        st.markdown(linked(f"**What was done:** {text.change}"))
        _signs(case, broken)


def _signs(case: Case, broken: RunRecord) -> None:
    """Say of each sign whether these runs show it."""
    store = services.store()
    repaired = run_of(case.repaired, case.fault.repaired)
    over = repaired if repaired and repaired.status == "done" else None
    histories = store.history(broken.token), store.history(over.token) if over else None
    shown = seen(case.fault.name, *histories)
    marks = {
        # Without the repaired run there is nothing yet to compare with.
        sign.name: _OPEN if sign.compares and not over else _MARKS[shown[sign.name] is True]
        for sign in SIGNS[case.fault.name]
    }
    st.subheader("The signs", anchor=False)
    items = "".join(
        f'<li class="{marks[name][0]}"><b>{marks[name][1]}.</b> {html.escape(sentence)}</li>'
        for name, sentence in case.fault.text.signs.items()
    )
    st.html(linked_html(f'<ul class="signs">{items}</ul>'))
    if _MISSING in marks.values():
        st.info(
            "This run does not show all the signs. It showed them where the fault was tried out, "
            "but machines round numbers differently, and with so few images that can be enough.",
            icon=":material/info:",
        )
