"""Practice for the interview question: answer against the clock, then mark it by a rubric."""

import streamlit as st

from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.interview.practice import answer, choose_question, shown_question

st.title("Practice", anchor=False)
st.markdown("Answer a question. Then see which points of a good answer you made.")
question = shown_question()
choices, sheet = choices_and_result(choices_first=True)
with choices, st.container(border=True):
    choose_question(question)
with sheet:
    answer(question)
