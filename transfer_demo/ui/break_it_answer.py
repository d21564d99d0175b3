"""After the diagnosis: whether it was right, why, and what was really done to the training."""

import html
from collections.abc import Mapping
from typing import Final

import streamlit as st

from transfer_demo.lessons.symptoms import seen
from transfer_demo.store.record import RunRecord
from transfer_demo.ui import services
from transfer_demo.ui.break_it_case import Case
from transfer_demo.ui.break_it_runs import run_of
from transfer_demo.ui.run_control import GOING
from transfer_demo.ui.terms import linked, linked_html

_MARKS: Final[Mapping[bool | None, tuple[str, str]]] = {
    True: ("seen", "Seen here"),
    False: ("missing", "Not seen here"),
    None: ("open", "Shows beside the repaired run"),
}


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
    repaired = _finished(run_of(case.repaired, case.fault.repaired))
    marks = seen(
        case.fault.name,
        store.history(broken.token),
        store.history(repaired.token) if repaired else None,
    )
    st.subheader("The signs", anchor=False)
    items = "".join(
        f'<li class="{_MARKS[marks[name]][0]}"><b>{_MARKS[marks[name]][1]}.</b> '
        f"{html.escape(sentence)}</li>"
        for name, sentence in case.fault.text.signs.items()
    )
    st.html(linked_html(f'<ul class="signs">{items}</ul>'))
    if False in marks.values():
        st.info(
            "This run does not show all the signs. It showed them where the fault was tried out, "
            "but machines round numbers differently, and with so few images that can be enough.",
            icon=":material/info:",
        )


def _finished(run: RunRecord | None) -> RunRecord | None:
    return run if run is not None and run.status not in GOING else None
