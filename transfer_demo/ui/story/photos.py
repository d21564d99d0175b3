"""Photos and pictures of what a network makes of them."""

import base64
import html
from pathlib import Path
from typing import Final

import streamlit as st

_TYPES: Final = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


def photo(file: Path, *, alt: str, caption: str) -> str:
    """Return the HTML of a photo.

    Args:
        file: where it is.
        alt: what a screen reader says of it.
        caption: what everybody reads below it.
    """
    return _figure("story-photo", file, alt, caption)


def maps(file: Path, *, alt: str, caption: str) -> str:
    """Return the HTML of a picture whose points stay sharp; see `photo`."""
    return _figure("story-maps", file, alt, caption)


def show_pictures(*pictures: str) -> None:
    """Put pictures side by side."""
    st.html(f'<div class="story-pictures">{"".join(pictures)}</div>')


def _figure(kind: str, file: Path, alt: str, caption: str) -> str:
    data = base64.b64encode(file.read_bytes()).decode("ascii")
    return (
        f'<figure class="{kind}">'
        f'<img src="data:{_TYPES[file.suffix]};base64,{data}" alt="{html.escape(alt)}">'
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
    )
