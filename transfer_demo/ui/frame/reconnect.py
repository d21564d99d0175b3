"""Brings a page back to life whose server was started again."""

from pathlib import Path
from typing import Final

import streamlit as st

_mount: Final = st.components.v2.component(
    "transfer_demo_reconnect",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def reconnect() -> None:
    """Draw the page again whenever its connection was lost and is back."""
    _mount(key="reconnect", on_reconnected_change=lambda: None)
