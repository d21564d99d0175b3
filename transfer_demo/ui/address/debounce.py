"""Debounce: what the page has just changed in the address, which the browser does not know yet.

A click that was made before it does brings the old address along, and must not undo the change.
"""

import math
import time
from typing import Final

import streamlit as st

_SECONDS: Final = 2.0
_CHANGES: Final = "address_changes"


def debounce(key: str) -> None:
    """Note that what is kept under this key was put into the address now."""
    st.session_state.setdefault(_CHANGES, {})[key] = time.monotonic()


def debouncing(key: str) -> bool:
    """Return whether that was so short a time ago that the address may be the old one."""
    since: float = st.session_state.get(_CHANGES, {}).get(key, -math.inf)
    return time.monotonic() - since < _SECONDS


def trust_the_address() -> None:
    """Believe the address that comes now: somebody went back to it, or forward."""
    st.session_state.pop(_CHANGES, None)
