"""A camera that goes on after a shot."""

from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

_NOT_HERE: Final = (
    "Browsers give the camera only to pages that came over HTTPS or from localhost, and this one "
    "came over plain http. Take photos with the device and add them {instead}, or ask whoever runs "
    "this server for an https address."
)
_mount: Final = st.components.v2.component(
    "transfer_demo_camera",
    html='<p role="alert" hidden></p>',
    css="p { margin: 0; color: var(--st-text-color); font-size: 0.9rem; }",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def camera(label: str, *, key: str, instead: str) -> UploadedFile | None:
    """Draw a camera and return what was shot; another key makes it ready for the next shot.

    Args:
        label: the words above it.
        key: of the camera.
        instead: where photos can be added that were taken otherwise.
    """
    _mount(key="camera_goes_on", data={"needs": _NOT_HERE.format(instead=instead)})
    return st.camera_input(label, key=key)
