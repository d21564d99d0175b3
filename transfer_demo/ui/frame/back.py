"""One press of Back for one step, though a page writes what it shows into its address."""

from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.ui.address.debounce import trust_the_address

_mount: Final = st.components.v2.component(
    "transfer_demo_back",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def one_step_back() -> None:
    """Let what a page only adds to its address be no step of its own in the browser's history.

    And hear of each step back or forward, before the page is drawn for it.
    """
    _mount(key="back", on_stepped_change=trust_the_address)
