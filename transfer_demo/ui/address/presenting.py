"""Presenter view: large type for a projector, and nothing around the page."""

from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.ui.address.sticky import VIEW

PRESENTER: Final = "presenter"

# Names of `hiding.CONTROLS`. What a class would not look at.
WITHOUT: Final = ("menu", "link", "delete", "data", "teach")

_SHEET: Final = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def presenting() -> bool:
    """Say whether the page is shown to a class: large type, no menu, no side bar, no footer."""
    return VIEW.text() == PRESENTER


def present() -> None:
    """Change to presenter view, until it is left."""
    VIEW.ask(PRESENTER)


def apply() -> None:
    """Put the large type into the page."""
    if presenting():
        st.html(f"<style>{_SHEET}</style>")


def way_out() -> None:
    """Offer to leave presenter view. Without a menu there is no other way."""
    if presenting():
        with st.container(key="way_out"):
            st.button(
                "Leave presenter view",
                key="leave_presenter",
                type="tertiary",
                icon=":material/close_fullscreen:",
                on_click=VIEW.ask,
                args=("",),
            )
