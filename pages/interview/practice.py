"""Practice for the interview question: answer against the clock, then mark it by a rubric."""

import streamlit as st

from transfer_demo.ui.columns import choices_and_result
from transfer_demo.ui.practice import answer, choose_question

st.title("Practice", anchor=False)
st.markdown(
    "**Explain the concept of transfer learning and its advantages.** That is the question, and "
    "then come others. Answer one, then see which points of a good answer you made."
)
choices, sheet = choices_and_result()
with choices, st.container(border=True):
    question = choose_question()
with sheet:
    answer(question)
