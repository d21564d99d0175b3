"""What is being read at the moment, how far it is, and what to do where it went wrong."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.ui import session
from transfer_demo.ui.album import albums
from transfer_demo.ui.plain import plain
from transfer_demo.ui.readings import Portions, Reading, readings

# A few photos are read in less time than it takes to draw the page twice.
_PATIENCE_SECONDS: Final = 0.7
_SECONDS_BETWEEN: Final = 0.5
_LABELS_SHOWN: Final = 12


def read_in_background(
    portions: Portions, *, files: Sequence[UploadedFile], by_name: Portions | None = None
) -> None:
    """Read files into the visitor's album, and delete them when that is done.

    Args:
        by_name: reads the same files, and takes the labels from their names.
    """
    owner = session.owner()
    add = partial(albums().add, owner)
    reading = Reading(portions, add=add, files=files, by_name=by_name)
    readings().start(owner, reading)
    reading.wait(_PATIENCE_SECONDS)


def busy() -> bool:
    """Say whether something is being read for the visitor."""
    return bool(readings().going(session.owner()))


def reading_panel() -> None:
    """Show how far the reading is, and what is to be said of those that are over."""
    if busy():
        st.fragment(_progress, run_every=_SECONDS_BETWEEN)()
    for number, reading in enumerate(readings().ended(session.owner())):
        if reading.labels and reading.by_name:
            _offer_names(number, reading, reading.by_name)
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


def _offer_names(number: int, reading: Reading, by_name: Portions) -> None:
    """Offer to take the labels from the names of the files, where there are no folders."""
    counts = [f"{plain(name)} ({count})" for name, count in reading.labels.items()]
    found = ", ".join(counts[:_LABELS_SHOWN]) + (", ..." if len(counts) > _LABELS_SHOWN else "")
    st.warning(
        "There are no folders, so nothing says what is on the photos. Their names would give "
        f"these classes: {found}.",
        icon=":material/label:",
    )
    with st.container(horizontal=True):
        if st.button("Use these classes", type="primary", key=f"by_name_{number}"):
            readings().dismiss(session.owner(), reading)
            read_in_background(by_name, files=reading.files)
            st.rerun()
        if st.button("Leave them out", key=f"leave_out_{number}"):
            readings().dismiss(session.owner(), reading)
            reading.discard()
            st.rerun()
