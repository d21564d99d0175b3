"""The two columns of a page: choices on the left, what comes of them on the right."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def choices_and_result() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return both columns. On a phone the result comes first; page.css finds them by the key."""
    with st.container(key="lab"):
        choices, result = st.columns([5, 7], gap="large")
    return choices.container(key="choices"), result
