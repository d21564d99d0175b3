"""A file for the browser to keep, made at a click from what stands in all fields at that moment.

Streamlit's own button for downloads asks for its file apart from all that the page tells: it gets
that of the page as it was drawn before, without what was typed last. A click on a plain button
brings everything along, so here the file comes back with the answer to that click.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

_mount: Final = st.components.v2.component(
    "transfer_demo_handover",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def handover_button(
    label: str,
    *,
    make: Callable[[], str],
    file_name: str,
    mime: str,
    key: str,
) -> None:
    """Draw a button that hands a file to the browser.

    Args:
        label: the words on the button.
        make: returns the content; it is called at a click only.
        file_name: under which the browser keeps it.
        mime: of the content.
        key: of the button.
    """
    file = {}
    # What cannot be seen shall take no room below the button, nor beside it.
    with st.container(gap=None, width="content"):
        if st.button(label, type="primary", icon=":material/download:", key=key):
            # A word for each click: the script may be called again for the same file.
            click = secrets.token_hex(8)
            file = {"content": make(), "name": file_name, "type": mime, "click": click}
        _mount(key=f"{key}_file", data={"button": f".st-key-{key}", **file})
