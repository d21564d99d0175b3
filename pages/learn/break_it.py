"""Break it: a training with one fault in it, to be recognised from its curves."""

import streamlit as st

from transfer_demo.ui.break_it import break_it

st.title("Break it", anchor=False)
st.markdown(
    "Each number hides a training with one fault in it. Press **Break it** and watch its curves: "
    "they alone tell what is wrong. Say what you think, then run the repair."
)
break_it()
