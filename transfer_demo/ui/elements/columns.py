"""The two columns of a page: choices on the left, what comes of them on the right."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def choices_and_result(*, choices_first: bool = False) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return both columns, which page.css finds by the key.

    Args:
        choices_first: whether they stand above the result on a phone, too.
    """
    with st.container(key="choices_first" if choices_first else "lab"):
        choices, result = st.columns([5, 7], gap="large")
    return choices.container(key="choices"), result
