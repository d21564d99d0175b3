"""Break it: a training with one fault in it, to be recognised from its curves."""

import streamlit as st

from transfer_demo.ui.break_it.exercise import break_it

st.title("Break it", anchor=False)
break_it()
