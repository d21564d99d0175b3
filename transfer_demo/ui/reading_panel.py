"""What is being read at the moment, how far it is, and what to do where it went wrong."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.ui import session, uploads
from transfer_demo.ui.album import albums
from transfer_demo.ui.plain import plain
from transfer_demo.ui.readings import Portions, Reading, readings

# A few photos are read in less time than it takes to draw the page twice.
_PATIENCE_SECONDS: Final = 0.7
_SECONDS_BETWEEN: Final = 0.5
_LAST: Final = "last_reading"


def read_in_background(
    portions: Portions, *, files: Sequence[UploadedFile], by_name: Portions | None = None
) -> None:
    """Read files into the visitor's album, and delete them when that is done.

    Args:
        by_name: reads the same files, and takes the labels from their names.
    """
    reading = Reading(portions, add=partial(albums().add, session.owner()))
    st.session_state[_LAST] = (reading, by_name, files)
    readings().start(session.owner(), reading)
    if reading.wait(_PATIENCE_SECONDS):
        _let_go()


def reading_panel() -> None:
    """Show how far the reading is, and what became of the last one."""
    going = [each for each in readings().of(session.owner()) if not each.over]
    if going:
        st.fragment(_progress, run_every=_SECONDS_BETWEEN)()
    last = st.session_state.get(_LAST)
    if last and last[0].over:
        _let_go()
        _say_what_became(*last)


def _say_what_became(
    reading: Reading, by_name: Portions | None, files: Sequence[UploadedFile]
) -> None:
    if reading.labels and by_name:
        _offer_names(reading.labels, by_name, files)
    elif reading.problem:
        st.error(plain(reading.problem), icon=":material/error:")


def _progress() -> None:
    going = [each for each in readings().of(session.owner()) if not each.over]
    if not going:
        st.rerun()
    first = going[0]
    text = "Reading the files..."
    if first.total:
        text = f"Reading photo {min(first.done + 1, first.total):,} of {first.total:,}"
    if len(going) > 1:
        text += f", and {len(going) - 1} more to read after it"
    st.progress(first.done / first.total if first.total else 0.0, text=text)


def _offer_names(
    labels: Mapping[str, int], by_name: Portions, files: Sequence[UploadedFile]
) -> None:
    """Offer to take the labels from the names of the files, where there are no folders."""
    found = ", ".join(f"{plain(name)} ({count})" for name, count in labels.items())
    st.warning(
        "There are no folders, so nothing says what is on the photos. Their names would give "
        f"these classes: {found}.",
        icon=":material/label:",
    )
    with st.container(horizontal=True):
        if st.button("Use these classes", type="primary"):
            read_in_background(by_name, files=files)
            st.rerun()
        if st.button("Leave them out"):
            _discard(files)
            st.session_state.pop(_LAST)
            st.rerun()


def _let_go() -> None:
    """Delete uploaded files that are read; those without labels wait for the visitor's answer."""
    reading, _, files = st.session_state[_LAST]
    if not reading.labels:
        _discard(files)


def _discard(files: Sequence[UploadedFile]) -> None:
    for file in files:
        uploads.discard(file)
