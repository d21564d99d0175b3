"""A camera that goes on after a shot."""

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

_mount: Final = st.components.v2.component(
    "transfer_demo_camera",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def camera(label: str, *, key: str) -> UploadedFile | None:
    """Draw a camera and return what was shot; another key makes it ready for the next shot."""
    _mount(key="camera_goes_on")
    return st.camera_input(label, key=key)
