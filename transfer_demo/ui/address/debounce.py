"""Debounce: what the page has just changed in the address, which the browser does not know yet.

A click that was made before it does brings the old address along, and must not undo the change.
"""

import math
import time
from typing import Final

import streamlit as st

_SECONDS: Final = 2.0


def debounce(key: str) -> None:
    """Note that what is kept under this key was put into the address now."""
    st.session_state[_since(key)] = time.monotonic()


def debouncing(key: str) -> bool:
    """Return whether that was so short a time ago that the address may be the old one."""
    since: float = st.session_state.get(_since(key), -math.inf)
    return time.monotonic() - since < _SECONDS


def _since(key: str) -> str:
    return f"{key}_at"
