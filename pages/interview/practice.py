"""Practice for the interview question: answer against the clock, then mark it by a rubric."""

import streamlit as st

from transfer_demo.ui.columns import choices_and_result
from transfer_demo.ui.practice import answer, choose_question

st.title("Practice", anchor=False)
st.markdown("Answer a question. Then see which points of a good answer you made.")
choices, sheet = choices_and_result()
with choices, st.container(border=True):
    question = choose_question()
with sheet:
    answer(question)
