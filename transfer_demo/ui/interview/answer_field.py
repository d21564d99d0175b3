"""The field for the answer to a question: the same one in Practice and on the evidence card."""

from typing import Final

import streamlit as st

from transfer_demo.images import limits
from transfer_demo.lessons.interview_questions import Question
from transfer_demo.ui.server.session import choice_key

# More than is marked, so that who pastes too much is told; and less than a browser may send.
_MOST_CHARACTERS: Final = 3 * limits.ANSWER_CHARACTERS


def answer_field(question: Question) -> str:
    """Draw the field and return what is written in it, on whichever page that was."""
    answer = st.text_area(
        "Your answer",
        height=240,
        max_chars=_MOST_CHARACTERS,
        key=choice_key(f"answer_{question.name}"),
        placeholder="Write it as you would say it.",
        help="It is kept only while this tab is open, and a reload of the page empties it: copy "
        "what you want to keep. To be marked by the language model, it is sent to a worker.",
    )
    return answer or ""
