"""The points of a good answer, to be ticked by whoever gave one."""

from collections.abc import Sequence

import streamlit as st

from transfer_demo.lessons.questions import Point, Question
from transfer_demo.ui.plain import plain
from transfer_demo.ui.session import choice_key
from transfer_demo.wording import counted


def tick_name(question: Question, point: Point) -> str:
    """Return the name of the choice whether a point was made."""
    return f"said_{question.name}_{point.key}"


def show_points(question: Question) -> None:
    """Draw all points, to be ticked without help, and what is missing."""
    st.subheader("What a good answer says", anchor=False)
    st.caption("Tick what you said, in whatever words. Be strict: an interviewer would be.")
    show_score(question, [point for point in question.rubric if _said(question, point)])


def show_score(question: Question, made: Sequence[Point]) -> None:
    """Say how many points were made, and what to add next time."""
    missing = [point for point in question.rubric if point not in made]
    number = f"**{len(made)} of {counted(len(question.rubric), 'point')}.**"
    if missing:
        said = "; ".join(plain(point.sentence.rstrip(".")) for point in missing[:2])
        st.info(f"{number} Next time, add: {said}.", icon=":material/checklist:")
    else:
        st.success(f"{number} Nothing is missing.", icon=":material/checklist:")


def _said(question: Question, point: Point) -> bool:
    """Draw one point, and return whether it is ticked."""
    key = choice_key(tick_name(question, point))
    ticked = st.checkbox(point.sentence, key=key, wrap=True)
    examples = " / ".join(plain(way) for way in point.also)
    st.caption(f"Also: {examples}")
    return ticked
