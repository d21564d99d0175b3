"""Practice for an interview: a question, an answer against the clock, and its marking."""

import random
import time
from collections.abc import Sequence
from typing import Final

import streamlit as st

from transfer_demo.lessons.questions import LEVELS, Point, Question, questions
from transfer_demo.ui import session
from transfer_demo.ui.plain import plain
from transfer_demo.ui.session import choice_key
from transfer_demo.wording import counted

_ANY: Final = 0
_SHOWN: Final = "practice_question"


def choose_question() -> Question:
    """Draw the choice of a level and a question, and return the question."""
    st.session_state.setdefault(choice_key("practice_level"), _ANY)
    level = st.segmented_control(
        "Level",
        options=[_ANY, *LEVELS],
        format_func=lambda level: LEVELS.get(level, "All"),
        required=True,
        key=choice_key("practice_level"),
    )
    offered = {q.name: q for q in questions() if level in (_ANY, q.level)}
    if st.session_state.get(choice_key(_SHOWN)) not in offered:
        session.choose({_SHOWN: next(iter(offered))})
    name = st.selectbox(
        "Question",
        options=list(offered),
        format_func=lambda name: offered[name].title,
        key=choice_key(_SHOWN),
    )
    st.button(
        "Another question",
        icon=":material/shuffle:",
        on_click=_draw_another,
        args=(list(offered), name),
    )
    return offered[name]


def answer(question: Question) -> None:
    """Draw the question, the clock, the field for the answer, and its marking."""
    st.header(plain(question.title), anchor=False)
    _clock(question)
    st.text_area(
        "Your answer",
        height=220,
        key=choice_key(f"answer_{question.name}"),
        placeholder="Write it as you would say it.",
        help="It stays in this browser tab and is not kept anywhere.",
    )
    marking = choice_key(f"marking_{question.name}")
    if st.toggle("Mark my answer", key=marking, help="Shows the points that a good answer makes."):
        _rubric(question)
        with st.expander("A model answer", icon=":material/lightbulb:"):
            st.markdown(plain(question.model_answer))


def _draw_another(names: Sequence[str], shown: str) -> None:
    others = [name for name in names if name != shown] or list(names)
    session.choose({_SHOWN: random.choice(others)})


def _clock(question: Question) -> None:
    started = f"clock_{question.name}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Take {counted(question.minutes, 'minute')}.")
        if started not in st.session_state:
            if st.button("Start the clock", icon=":material/timer:"):
                st.session_state[started] = time.monotonic()
                st.rerun()
            return
        st.fragment(_time, run_every=1.0)(st.session_state[started], question.minutes)
        if st.button("Stop the clock", icon=":material/timer_off:"):
            del st.session_state[started]
            st.rerun()


def _time(started: float, minutes: int) -> None:
    seconds = int(time.monotonic() - started)
    over = " The time is over." if seconds >= 60 * minutes else ""
    st.markdown(f"**{seconds // 60}:{seconds % 60:02d}** of {minutes}:00.{over}")


def _rubric(question: Question) -> None:
    st.subheader("What a good answer says", anchor=False)
    st.caption("Tick what you said, in whatever words. Be strict: an interviewer would be.")
    made = [point for point in question.rubric if _said(question, point)]
    missing = [point for point in question.rubric if point not in made]
    number = f"**{len(made)} of {counted(len(question.rubric), 'point')}.**"
    if missing:
        said = "; ".join(plain(point.sentence.rstrip(".")) for point in missing[:2])
        st.info(f"{number} Next time, add: {said}.", icon=":material/checklist:")
    else:
        st.success(f"{number} Nothing is missing.", icon=":material/checklist:")


def _said(question: Question, point: Point) -> bool:
    """Draw one point, and return whether it is ticked."""
    key = choice_key(f"said_{question.name}_{point.key}")
    ticked = st.checkbox(plain(point.sentence), key=key, wrap=True)
    examples = " / ".join(plain(way) for way in point.also)
    st.caption(f"Also: {examples}")
    return ticked
