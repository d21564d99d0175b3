"""The question what is on photos, where their folders and names do not say it, or in two ways."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from transfer_demo.errors import LabelsUnclear
from transfer_demo.images.code_pages import in_words
from transfer_demo.images.layout.location import LabelSource, Layout
from transfer_demo.images.names import LONGEST_NAME
from transfer_demo.markdown import plain
from transfer_demo.ui.http import uploads
from transfer_demo.ui.images.begin_reading import read_in_background
from transfer_demo.ui.images.class_name import tidy
from transfer_demo.ui.server import session
from transfer_demo.ui.server.readings import Collection, Reading, readings
from transfer_demo.wording import counted

_WAYS: Final[Mapping[LabelSource, str]] = {
    "folders": "The top folders are the classes",
    "split": "The top folders are for training and validation",
    "subfolders": "The folders inside are the classes, without a split",
    "forms": "The same pictures in several forms, of which one is used",
    "names": "The names of the files give the classes",
    "table": "The table gives the classes",
}
# What is filled in or chosen below a question.
_FIELDS: Final = ("one_class", "layout", "zip_names")


def question(
    number: int, reading: Reading, collection: Collection, *, unclear: LabelsUnclear
) -> None:
    """Ask what gives the labels of files; they wait for as long as somebody looks at this."""
    for file in reading.files:
        uploads.move(file, session.name())
    layouts: tuple[Layout, ...] = unclear.layouts
    waits = "Until you choose, none of it is among your images."
    sentence = f"{_called(reading)}: {_sentence(unclear.why, layouts)} {waits}"
    st.warning(plain(sentence), icon=":material/label:")
    read = partial(_read_again, number, reading, collection)
    zip_names = _alphabet(number, unclear.encodings, read) if unclear.encodings else None
    chosen = _way(number, layouts)
    if chosen and chosen.says and chosen.says != unclear.why:
        st.caption(plain(chosen.says))
    if chosen and st.button("Use these classes", type="primary", key=f"by_layout_{number}"):
        read(labels=chosen.labels, zip_names=zip_names)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("One class for all", key=f"one_class_{number}", max_chars=LONGEST_NAME)
        if st.button("Use this class", key=f"use_one_{number}") and name.strip():
            read(one_class=tidy(name), zip_names=zip_names)
        if st.button("Leave them out", key=f"leave_out_{number}"):
            _forget(number)
            readings().dismiss(session.owner(), reading)
            reading.discard()
            st.rerun()


def _called(reading: Reading) -> str:
    """Return what to call files that were brought together: there may be two questions at once."""
    first, *others = [file.name for file in reading.files]
    return f"{first} and {counted(len(others), 'more file')}" if others else first


def _forget(number: int) -> None:
    """Let the next question, which takes the place of this one, not begin with its answer."""
    for name in _FIELDS:
        st.session_state.pop(f"{name}_{number}", None)


def _sentence(why: str, layouts: tuple[Layout, ...]) -> str:
    if len(layouts) != 1:
        return why
    return f"{why} {_WAYS[layouts[0].labels]}: {layouts[0].counts_in_words}."


def _way(number: int, layouts: tuple[Layout, ...]) -> Layout | None:
    """Draw the choice between several ways to see it, and return the one that is chosen."""
    if len(layouts) < 2:
        return layouts[0] if layouts else None
    of_labels = {layout.labels: layout for layout in layouts}
    chosen = st.radio(
        "How to read them",
        options=list(of_labels),
        format_func=lambda labels: f"{_WAYS[labels]}: {plain(of_labels[labels].counts_in_words)}",
        key=f"layout_{number}",
    )
    return of_labels[chosen]


def _alphabet(number: int, encodings: tuple[str, ...], read: Callable[..., None]) -> str:
    """Draw the choice of an encoding for the names in a .zip; the names are shown in it then."""
    chosen = st.selectbox(
        "Alphabet of the names",
        options=encodings,
        format_func=in_words,
        key=f"zip_names_{number}",
        help="If the names of the classes look wrong, choose the language in which the .zip was "
        "made.",
    )
    if chosen != encodings[0]:
        read(zip_names=chosen)
    return str(chosen)


def _read_again(
    number: int,
    reading: Reading,
    collection: Collection,
    *,
    labels: LabelSource | None = None,
    one_class: str | None = None,
    zip_names: str | None = None,
) -> None:
    _forget(number)
    readings().dismiss(session.owner(), reading)
    told = partial(collection, labels=labels, one_class=one_class, zip_names=zip_names)
    read_in_background(told, files=reading.files, collection=collection)
    st.rerun()
