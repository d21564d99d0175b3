"""What is being read at the moment, how far it is, and what to do where it went wrong."""

from typing import Final

import streamlit as st

from transfer_demo.markdown import plain
from transfer_demo.ui.images.begin_reading import busy
from transfer_demo.ui.images.question import question
from transfer_demo.ui.server import session
from transfer_demo.ui.server.drawing_turns import now_and_then
from transfer_demo.ui.server.readings import Reading, readings

_SECONDS_BETWEEN: Final = 0.5


def reading_panel() -> None:
    """Show how far the reading is, and what is to be said of those that are over."""
    if busy():
        now_and_then(_progress, every_seconds=_SECONDS_BETWEEN)()
    for number, reading in enumerate(readings().ended(session.owner())):
        if reading.unclear is not None and reading.collection:
            question(number, reading, reading.collection, unclear=reading.unclear)
        else:
            _notes(number, reading)


def _notes(number: int, reading: Reading) -> None:
    """Say what went wrong, and what had to be assumed of the files."""
    if reading.problem:
        st.error(plain(reading.problem), icon=":material/error:")
    if not reading.notes:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(plain(" ".join(reading.notes)), icon=":material/rule_folder:")
        if st.button("Got it", key=f"noted_{number}"):
            readings().dismiss(session.owner(), reading)
            st.rerun()


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
