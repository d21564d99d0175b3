"""The evidence card: the answer in one's own words with one's own numbers, on one page."""

import streamlit as st

from transfer_demo.ui.interview.card import show_card

st.title("Evidence card", anchor=False)
show_card()
