"""Which page a visitor is on, and whether this is the first time that it is drawn."""

from typing import Final

import streamlit as st

_PAGE: Final = "page_on_screen"
_JUST_OPENED: Final = "page_has_just_opened"


def note_page(address: str) -> None:
    """Note which page is about to be drawn, by the path in its address."""
    st.session_state[_JUST_OPENED] = st.session_state.get(_PAGE) != address
    st.session_state[_PAGE] = address


def has_just_opened() -> bool:
    """Say whether another page was drawn before, or none."""
    return bool(st.session_state.get(_JUST_OPENED, True))
