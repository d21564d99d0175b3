"""Photos of which any number can be chosen, each by a click."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.images.dataset import Example, Photo
from transfer_demo.ui.elements.thumbnails import thumbnail

_HERE: Final = Path(__file__)

_mount: Final = st.components.v2.component(
    "transfer_demo_photo_picker",
    html='<div class="gallery" role="group"></div>',
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
)


def pick_photos(
    photos: Sequence[Photo | Example], *, label: str, key: str, chosen: Sequence[str] = ()
) -> list[str]:
    """Draw photos, and return the digests of those that are chosen, in the order of the clicks.

    Args:
        photos: what can be chosen; each picture once.
        label: what they are, for a screen reader.
        key: of the component; another one begins anew.
        chosen: the digests of those with which it begins.
    """
    result = _mount(
        key=key,
        data={
            "label": label,
            "chosen": [*chosen],
            "photos": [
                {
                    "id": photo.picture.digest,
                    "file": photo.file,
                    "image": thumbnail(photo.picture.digest, photo.picture),
                }
                for photo in photos
            ],
        },
        default={"chosen": [*chosen]},
        on_chosen_change=lambda: None,
    )
    here = {photo.picture.digest for photo in photos}
    return [digest for digest in result.chosen or [] if digest in here]
