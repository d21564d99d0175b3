"""What is being read at the moment, how far it is, and what to do where it went wrong."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.images.names import LONGEST_NAME
from transfer_demo.markdown import plain
from transfer_demo.ui.http import uploads
from transfer_demo.ui.images.album import albums
from transfer_demo.ui.images.class_name import tidy
from transfer_demo.ui.server import session
from transfer_demo.ui.server.drawing_turns import now_and_then
from transfer_demo.ui.server.readings import Collection, Portions, Reading, readings

# A few photos are read in less time than it takes to draw the page twice.
_PATIENCE_SECONDS: Final = 0.7
_SECONDS_BETWEEN: Final = 0.5
_LABELS_SHOWN: Final = 12


def read_in_background(
    portions: Portions, *, files: Sequence[UploadedFile], collection: Collection | None = None
) -> None:
    """Read files into the visitor's album, and delete them when that is done.

    Args:
        collection: reads the same files, and can be told their labels.
    """
    owner = session.owner()
    add = partial(albums().add, owner)
    reading = Reading(portions, add=add, files=files, collection=collection)
    readings().start(owner, reading)
    reading.wait(_PATIENCE_SECONDS)


def busy() -> bool:
    """Say whether something is being read for the visitor."""
    return bool(readings().going(session.owner()))


def reading_panel() -> None:
    """Show how far the reading is, and what is to be said of those that are over."""
    if busy():
        now_and_then(_progress, every_seconds=_SECONDS_BETWEEN)()
    for number, reading in enumerate(readings().ended(session.owner())):
        if reading.labels is not None and reading.collection:
            _ask_for_labels(number, reading, reading.collection, labels=reading.labels)
        else:
            st.error(plain(reading.problem), icon=":material/error:")


def _progress() -> None:
    going = readings().going(session.owner())
    if not going:
        st.rerun()
    first = going[0]
    text = "Reading the files..."
    if first.total:
        text = f"Reading photo {min(first.done + 1, first.total):,} of {first.total:,}"
    if len(going) > 1:
        text += f", and {len(going) - 1} more to read after it"
    st.progress(first.done / first.total if first.total else 0.0, text=text)


def _ask_for_labels(
    number: int, reading: Reading, collection: Collection, *, labels: Mapping[str, int]
) -> None:
    """Ask what is on photos that lie in no folders; the names of the files may say it."""
    for file in reading.files:  # they wait for as long as somebody looks at the question
        uploads.move(file, session.name())
    counts = [f"{plain(name)} ({count})" for name, count in labels.items()]
    found = ", ".join(counts[:_LABELS_SHOWN]) + (", ..." if len(counts) > _LABELS_SHOWN else "")
    by_name = f" Their names would give these classes: {found}." if found else ""
    st.warning(
        f"There are no folders, so nothing says what is on the photos.{by_name}",
        icon=":material/label:",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if found and st.button("Use these classes", type="primary", key=f"by_name_{number}"):
            _read_again(reading, partial(collection, label_by_name=True))
        name = st.text_input("One class for all", key=f"one_class_{number}", max_chars=LONGEST_NAME)
        if st.button("Use this class", key=f"use_one_{number}") and name.strip():
            _read_again(reading, partial(collection, one_class=tidy(name)))
        if st.button("Leave them out", key=f"leave_out_{number}"):
            readings().dismiss(session.owner(), reading)
            reading.discard()
            st.rerun()


def _read_again(reading: Reading, portions: Portions) -> None:
    readings().dismiss(session.owner(), reading)
    read_in_background(portions, files=reading.files)
    st.rerun()
