"""A click that comes twice counts once."""

import math
import time
from typing import Final

import streamlit as st

_DOUBLE_CLICK_SECONDS: Final = 1.0


def is_second_click(name: str) -> bool:
    """Say whether this click on a button is the second one of a double click.

    It arrives when the first one has been dealt with.
    """
    clicked = st.session_state.get(f"clicked_{name}", -math.inf)
    return time.monotonic() - float(clicked) < _DOUBLE_CLICK_SECONDS


def note_click(name: str) -> None:
    """Note that a click on a button has been dealt with."""
    st.session_state[f"clicked_{name}"] = time.monotonic()
