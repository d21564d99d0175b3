"""The interview question, point by point, with evidence and with weak, good and strong answers."""

import streamlit as st

from transfer_demo.ui.interview.walkthrough import show_walkthrough

st.title("Walkthrough", anchor=False)
show_walkthrough()
