"""A visitor's own images: classes named and filled one by one, or a .zip or a folder at once.

Files are read as soon as they arrive and kept as small pictures; the uploader is emptied, which
lets go of the originals (a phone's photo has 5 MB). So nothing is read twice, and what was brought
outlives a change of page.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.errors import ImagesError
from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.intake import merge, read_files, read_paths, read_zip
from transfer_demo.images.names import clean
from transfer_demo.ui.plain import plain

NOTHING: Final = ImageSet(classes=(), photos=())
# Pictures are held in memory per visitor, a few dozen kB each.
MOST_MEGABYTES: Final = 64


def own_images() -> ImageSet:
    """Draw the controls and return the images brought so far; there may be none."""
    by_class, at_once = st.tabs(["Class by class", "A .zip or a folder"])
    with by_class:
        _class_form()
        for name in held().classes:
            _class_uploader(name)
    with at_once:
        _collection_uploaders()
    problem = st.session_state.get("upload_problem")
    if problem:
        st.error(plain(problem), icon=":material/error:")
    if held() != NOTHING and st.button("Remove all my images", icon=":material/delete:"):
        _hold(NOTHING)
        st.rerun()
    return held()


def held() -> ImageSet:
    """Return the visitor's own images, without drawing anything."""
    images: ImageSet = st.session_state.get("own_images", NOTHING)
    return images


def _hold(images: ImageSet, *, problem: str = "") -> None:
    """Keep these images, and give every uploader a new key, which empties it."""
    st.session_state.own_images = images
    st.session_state.upload_problem = problem
    st.session_state.upload_round = _round() + 1


def _round() -> int:
    return int(st.session_state.get("upload_round", 0))


def _class_form() -> None:
    with st.form("new_class", clear_on_submit=True, border=False):
        field, button = st.columns([3, 1], vertical_alignment="bottom")
        name = field.text_input(
            "Class name",
            max_chars=60,
            placeholder="cats",
            help="What all photos of this class show. Name at least two classes.",
        )
        added = button.form_submit_button("Add class", width="stretch")
    if not added:
        return
    if not name.strip():
        st.warning("Type a name for the class first.")
        return
    name = clean(" ".join(name.split()))
    if name in held().classes:
        st.warning(f"There is a class {plain(name)} already.")
    else:
        st.session_state.own_images = replace(held(), classes=(*held().classes, name))


def _class_uploader(name: str) -> None:
    place = held().classes.index(name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        files = st.file_uploader(
            f"Photos of {plain(name)}",
            accept_multiple_files=True,
            max_upload_size=limits.FILE_BYTES // limits.MIB,
            key=f"upload_{_round()}_{place}",
            help="JPEG, PNG, WebP and other pictures. Ten or more of each class make a good start.",
        )
        removed = st.button(
            "",
            icon=":material/delete:",
            key=f"remove_{_round()}_{place}",
            help=f"Remove the class {plain(name)}",
        )
    if removed:
        _hold(_without(held(), name))
        st.rerun()
    if files:
        _take(lambda: _photos_of(files, name))


def _collection_uploaders() -> None:
    st.caption("One folder for each class, with its photos inside. The folder's name is the class.")
    archive = st.file_uploader("A .zip of folders", key=f"zip_{_round()}", type="zip")
    folder = st.file_uploader(
        "A folder of folders", key=f"folder_{_round()}", accept_multiple_files="directory"
    )
    if archive:
        _take(lambda: read_zip(archive, name=archive.name))
    if folder:
        _take(lambda: read_paths((file.name, file.getvalue()) for file in folder))


def _take(read: Callable[[], ImageSet]) -> None:
    """Add what `read` returns to the images held, and run the page again."""
    with st.spinner("Reading the files..."):
        try:
            both = merge(held(), read())
            _check_size(both)
            _hold(both)
        except ImagesError as exc:
            _hold(held(), problem=str(exc))
    st.rerun()


def _photos_of(files: Sequence[UploadedFile], name: str) -> ImageSet:
    photos, rejected = read_files(((file.name, file.getvalue()) for file in files), name)
    return ImageSet(classes=(name,), photos=photos, rejected=rejected)


def _check_size(images: ImageSet) -> None:
    megabytes = sum(len(photo.picture.data) for photo in images.photos) / 1e6
    if megabytes > MOST_MEGABYTES:
        raise ImagesError(
            f"With these files there would be {len(images.photos)} photos, and the page can hold "
            f"about {int(len(images.photos) * MOST_MEGABYTES / megabytes)} of them. Bring fewer, "
            "or use the command line, which reads from the disk: transfer-demo compare FOLDER."
        )


def _without(images: ImageSet, name: str) -> ImageSet:
    return replace(
        images,
        classes=tuple(other for other in images.classes if other != name),
        photos=tuple(photo for photo in images.photos if photo.class_name != name),
    )
