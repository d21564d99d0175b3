"""The field for the answer to a question: the same one in Practice and on the evidence card."""

import streamlit as st

from transfer_demo.lessons.interview_questions import Question
from transfer_demo.ui.server.session import choice_key


def answer_field(question: Question) -> str:
    """Draw the field and return what is written in it, on whichever page that was."""
    # Without a limit: the field of one page would cut off what the other one allows.
    answer = st.text_area(
        "Your answer",
        height=240,
        key=choice_key(f"answer_{question.name}"),
        placeholder="Write it as you would say it.",
        help="It is kept only while this tab is open, and a reload of the page empties it: copy "
        "what you want to keep. To be marked by the language model, it is sent to a worker.",
    )
    return answer or ""
