"""Mistakes: what both networks of a race took for what."""

import streamlit as st

from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.inside.mistakes import mistakes

open_choices()
st.title("Mistakes", anchor=False)
st.markdown(
    linked(
        "Where do the two networks of your race go wrong, and do they make the same mistakes? "
        "Counted on the **validation** images, after the last **epoch**."
    )
)
mistakes()
