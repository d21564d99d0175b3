"""The points of a good answer, to be ticked by whoever gave one."""

from collections.abc import Collection, Sequence
from typing import Final

import streamlit as st

from transfer_demo.lessons.interview_questions import Point, Question
from transfer_demo.markdown import plain
from transfer_demo.ui.server.session import choice_key
from transfer_demo.wording import counted

_NEXT_TIME: Final = 2


def tick_name(question: Question, point: Point) -> str:
    """Return the name of the choice whether a point was made."""
    return f"said_{question.name}_{point.key}"


def show_points(question: Question) -> None:
    """Draw all points, to be ticked without help, and what is missing."""
    st.subheader("What a good answer says", anchor=False)
    st.caption("Tick what you said, in whatever words. Be strict: an interviewer would be.")
    show_score(question, [point for point in question.rubric if _said(question, point)])


def show_score(question: Question, made: Sequence[Point], *, open_: Collection[Point] = ()) -> None:
    """Say how many points were made, and what to add next time.

    Args:
        made: the points that are ticked.
        open_: points of which only the learner can say whether they were made.
    """
    missing = [point for point in question.rubric if point not in made and point not in open_]
    number = f"**{len(made)} of {counted(len(question.rubric), 'point')}.**"
    if missing:
        said = "\n".join(f"- {plain(point.sentence)}" for point in missing[:_NEXT_TIME])
        st.info(f"{number} Next time, add:\n\n{said}", icon=":material/checklist:")
    elif len(made) < len(question.rubric):
        st.info(f"{number} The others are for you to decide.", icon=":material/checklist:")
    else:
        st.success(f"{number} Nothing is missing.", icon=":material/checklist:")


def _said(question: Question, point: Point) -> bool:
    """Draw one point, and return whether it is ticked."""
    key = choice_key(tick_name(question, point))
    ways = [plain(way) for way in point.also]
    # One way to say it is enough to read; the others are there for whoever is in doubt.
    further = "".join(f"\n- {way}" for way in ways[1:])
    ticked = st.checkbox(
        point.sentence, key=key, help=further and f"You may also say:\n{further}", wrap=True
    )
    if ways:
        with st.container(key=f"also_{point.key}"):
            st.caption(f"Also: {ways[0]}")
    return ticked
