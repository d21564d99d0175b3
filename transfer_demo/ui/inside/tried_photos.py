"""The photos that a visitor tries: brought for this, and kept in this window alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.errors import TransferDemoError
from transfer_demo.images import limits
from transfer_demo.images.dataset import Photo, Rejection
from transfer_demo.images.refusals import by_reason
from transfer_demo.markdown import plain
from transfer_demo.ui.elements.camera import camera
from transfer_demo.ui.http import uploads
from transfer_demo.ui.images.sent_files import places_of, portions_of_class
from transfer_demo.ui.server import session

# Each stays in memory, and has a card on the page.
MOST: Final = 24
_PHOTOS: Final = "tried_photos"
_REFUSED: Final = "tried_refused"
_ROUND: Final = "tried_round"

_mount: Final = st.components.v2.component(
    "transfer_demo_bring_here",
    html="<p></p>",
    css="p { margin: 0; color: var(--st-text-color); font-size: 0.85rem; opacity: 0.8; }",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def bring_photos() -> None:
    """Draw the ways to bring a photo, and take those that came; the newest is the first."""
    number = st.session_state.setdefault(_ROUND, 0)
    mib = limits.FILE_BYTES // limits.MIB
    with st.container(key="try_files"):
        files = st.file_uploader(
            "Photos to try",
            accept_multiple_files=True,
            max_upload_size=mib,
            key=f"try_{number}",
            help="Of your classes or of anything else. The networks are shown them, and nothing is "
            "saved: they go with this window.",
        )
    with st.container(key="try_shot"):
        shot = st.file_uploader(
            "Or take one with this device",
            max_upload_size=mib,
            key=f"try_shot_{number}",
            help="A phone or tablet opens its camera; a computer asks for a file.",
        )
    # A photo on the clipboard comes the same way as a file; a phone goes straight to its camera.
    _mount(key="bring_here", data={"paste": ".st-key-try_files", "camera": ".st-key-try_shot"})
    sent = [*files, *([shot] if shot else [])]
    # Where it is off, the browser does not ask for the camera.
    if st.toggle("Use the camera of this computer", key="try_camera_on"):
        taken = camera("Show it something", key=f"try_camera_{number}", instead="above")
        sent += [taken] if taken else []
    if sent:
        _take(sent)


def tried_photos() -> list[Photo]:
    """Return what was brought, the newest first."""
    return list(st.session_state.get(_PHOTOS, ()))


def show_refused() -> None:
    """Say which of the files that came last are no pictures, and why."""
    refused: Sequence[Rejection] = st.session_state.get(_REFUSED, ())
    if refused:
        lines = [f"**{plain(one.in_words)}** {plain(one.reason)}" for one in by_reason(refused)]
        st.warning("\n\n".join(lines), icon=":material/warning:")


def any_tried() -> bool:
    """Say whether anything was brought, also if it was refused."""
    return bool(st.session_state.get(_PHOTOS) or st.session_state.get(_REFUSED))


def forget_tried() -> None:
    """Begin again without any."""
    for key in (_PHOTOS, _REFUSED):
        st.session_state.pop(key, None)


def _take(files: Sequence[UploadedFile]) -> None:
    """Read what came, and empty the uploaders."""
    photos, refused = _read(files[:MOST])
    surplus = len(files) - MOST
    if surplus > 0:
        refused.append(
            Rejection(
                file=f"{surplus} more files",
                reason=f"At most {MOST} photos are tried at once. Bring the others afterwards.",
            )
        )
    kept = {photo.picture.digest: photo for photo in [*photos, *tried_photos()]}
    st.session_state[_PHOTOS] = tuple(kept.values())[:MOST]
    st.session_state[_REFUSED] = tuple(refused)
    st.session_state[_ROUND] += 1
    for file in files:
        uploads.discard(file)
    st.rerun()


def _read(files: Sequence[UploadedFile]) -> tuple[list[Photo], list[Rejection]]:
    photos: list[Photo] = []
    refused: list[Rejection] = []
    with st.spinner("Reading..."):
        try:
            for part in portions_of_class(
                places_of(files), session.owner(), None, lambda done, total: None
            ):
                photos += part.others
                refused += part.rejected
        except TransferDemoError as exc:
            refused.append(Rejection(file="The rest", reason=str(exc)))
    return photos[::-1], refused
