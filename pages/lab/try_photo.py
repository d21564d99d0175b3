"""Try a photo: what both networks of a race say of it, side by side."""

import streamlit as st

from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.inside.try_photo import try_photo

open_choices()
st.title("Try a photo", anchor=False)
st.markdown(
    linked(
        "What do the two networks of your race say of a photo that neither has seen? Both answer, "
        "and so does the **pretrained** network before it was adapted."
    )
)
try_photo()
