"""The ways in which a visitor brings images: by class, a folder, a .zip, the camera, a sample."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.names import LONGEST_NAME
from transfer_demo.images.samples import SAMPLES, Sample
from transfer_demo.markdown import plain
from transfer_demo.ui.elements.camera import camera
from transfer_demo.ui.images.album import change
from transfer_demo.ui.images.begin_reading import busy, read_in_background
from transfer_demo.ui.images.class_name import tidy
from transfer_demo.ui.images.sent_files import (
    open_folder,
    open_zip,
    places_of,
    portions_of_class,
    portions_of_collection,
)
from transfer_demo.ui.server import session
from transfer_demo.ui.server.readings import Collection, Portions
from transfer_demo.wording import counted

_FOLDERS: Final = (
    "One folder for each class, with its photos inside. The folder's name is the class. A split of "
    "your own (train/ and val/), a table of labels and labels in file names are recognised."
)
# More would be a long page, on which nobody finds the one.
_MOST_UPLOADERS: Final = 12


def ways_in(images: ImageSet) -> None:
    """Draw every way in, the usual one first."""
    by_class, at_once, shots, sample = st.tabs(
        ["Class by class", "A .zip or a folder", "Camera", "A sample"]
    )
    with by_class:
        _class_form(images.classes)
        _classes(images)
    with at_once:
        st.caption(_FOLDERS)
        _collections()
    with shots:
        _camera(images.classes)
    with sample:
        _samples()
    st.caption(limits.in_words(zip_bytes=st.get_option("server.maxUploadSize") * limits.MIB))


def _classes(images: ImageSet) -> None:
    """Draw a way in for each class; of many for the one that is chosen."""
    names = images.classes
    if len(names) > _MOST_UPLOADERS:
        chosen = st.selectbox(
            f"One of your {len(names)} classes",
            options=names,
            key="class_shown",
            help="Add photos to it, rename it or remove it.",
        )
        names = (str(chosen),)
    for name in names:
        _class(name, images)
    if names:
        _others()
    else:
        st.caption("Name the first class, then add its photos. Or bring all of them in a .zip.")


def _class_form(names: Sequence[str]) -> None:
    with st.form("new_class", clear_on_submit=True, border=False):
        field, button = st.columns([3, 1], vertical_alignment="bottom")
        name = field.text_input(
            "Class name",
            max_chars=LONGEST_NAME,
            placeholder="cats",
            help="What all photos of this class show. Name at least two classes.",
        )
        added = button.form_submit_button("Add class", width="stretch")
    if not added:
        return
    if not name.strip():
        st.warning("Type a name for the class first.")
        return
    name = tidy(name)
    if name in names:
        st.warning(f"There is a class {plain(name)} already.")
    else:
        change(lambda albums, owner: albums.add_class(owner, name))


def _class(name: str, images: ImageSet) -> None:
    way = f"upload_{name}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        files = st.file_uploader(
            f"Photos of {plain(name)}",
            accept_multiple_files=True,
            max_upload_size=limits.FILE_BYTES // limits.MIB,
            key=_key(way),
            help="JPEG, HEIC, PNG, WebP and other pictures. Ten or more of each class make a good "
            "start.",
        )
        # By its name, so that it is not left open for the class that takes the place of this one.
        with st.popover("Edit", help=f"Rename or remove {plain(name)}", key=f"class_edit_{name}"):
            _class_editor(name, images)
    if files:
        _take_of_class(way, files, class_name=name)


def _class_editor(name: str, images: ImageSet) -> None:
    names = images.classes
    # What is being read goes to the class by its name.
    reading = busy()
    new = st.text_input(
        "New name",
        value=name,
        max_chars=LONGEST_NAME,
        key=f"class_rename_{name}",
        help="The name of another class puts both together.",
    )
    wanted = tidy(new) if new.strip() else name
    merges = wanted in names and wanted != name
    word = f"Merge with {plain(wanted)}" if merges else "Rename"
    if st.button(word, key=f"class_renamed_{name}", disabled=reading or wanted == name):
        change(lambda albums, owner: albums.rename_class(owner, name, wanted))
    photos = sum(photo.class_name == name for photo in images.photos)
    what = f"{plain(name)} and its {counted(photos, 'photo')}" if photos else plain(name)
    if st.toggle(f"Remove {what}", key=f"class_remove_{name}", disabled=reading) and st.button(
        "Remove for good", key=f"class_removed_{name}", type="primary", disabled=reading
    ):
        change(lambda albums, owner: albums.remove_class(owner, name))
    if reading:
        st.caption("Possible when all files are read.")


def _others() -> None:
    files = st.file_uploader(
        "None of these (optional)",
        accept_multiple_files=True,
        max_upload_size=limits.FILE_BYTES // limits.MIB,
        key=_key("others"),
        help="Photos that show none of your classes. Nothing is trained or judged on them: they "
        "are kept for seeing what a trained network makes of them.",
    )
    if files:
        _take_of_class("others", files, class_name=None)


def _collections() -> None:
    # Whatever comes is recognised by what it is, and refused in a sentence.
    archive = st.file_uploader("A .zip of folders", key=_key("zip"))
    folder = st.file_uploader(
        "A folder of folders",
        key=_key("folder"),
        accept_multiple_files="directory",
        max_upload_size=limits.FILE_BYTES // limits.MIB,
    )
    if archive:
        zipped = partial(portions_of_collection, partial(open_zip, archive, session.owner()))
        _take("zip", [archive], zipped, collection=zipped)
    if folder:
        opened = partial(open_folder, places_of(folder), session.owner())
        sent = partial(portions_of_collection, opened)
        _take("folder", folder, sent, collection=sent)


def _camera(names: Sequence[str]) -> None:
    if not names:
        st.caption("Name a class first, under Class by class.")
        return
    # Where it is off, the browser does not ask for the camera.
    if not st.toggle("Use the camera", key="camera_on"):
        return
    name = st.segmented_control(
        "The next shots show", options=names, format_func=plain, default=names[0], required=True,
        key="camera_class",
    )  # fmt: skip
    shot = camera(
        f"Take a photo of {plain(str(name))}", key=_key("camera"), instead="under Class by class"
    )
    if shot:
        _take_of_class("camera", [shot], class_name=str(name))


def _samples() -> None:
    st.caption("Start from photos that come with the app, and edit them.")
    for key, sample in SAMPLES.items():
        if st.button(f"Copy {sample.title}", key=f"copy_{key}"):
            _copy(sample)


def _copy(sample: Sample) -> None:
    change(lambda albums, owner: albums.add(owner, sample.load()))


def _take(
    way: str,
    files: Sequence[UploadedFile],
    portions: Portions,
    *,
    collection: Collection | None = None,
) -> None:
    """Begin to read, and empty this uploader; what others are still receiving goes on."""
    # In this order: a click can end the script at each look at the session.
    read_in_background(portions, files=files, collection=collection)
    st.session_state[_round_key(way)] = _round(way) + 1
    st.rerun()


def _take_of_class(way: str, files: Sequence[UploadedFile], *, class_name: str | None) -> None:
    portions = partial(portions_of_class, places_of(files), session.owner(), class_name)
    _take(way, files, portions)


def _key(way: str) -> str:
    """Return the key of an uploader: a new one empties it."""
    return f"{way}_{_round(way)}"


def _round(way: str) -> int:
    return int(st.session_state.get(_round_key(way), 0))


def _round_key(way: str) -> str:
    return f"round_{way}"
