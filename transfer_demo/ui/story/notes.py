"""Where the numbers of a screen come from, in small type, and what others have written."""

from collections.abc import Iterator

import streamlit as st

from transfer_demo.lessons.recordings import provenance, recording
from transfer_demo.lessons.story import Screen
from transfer_demo.ui.elements.further_reading import show_sources
from transfer_demo.ui.story.kinds import Kind


def notes(screen: Screen, kind: Kind) -> None:
    """Draw them below what was shown."""
    for line in dict.fromkeys(_provenance(kind)):
        st.caption(line)
    show_sources(screen.sources)


def _provenance(kind: Kind) -> Iterator[str]:
    for name in kind.recordings:
        yield provenance(recording(name))
    if kind.measured:
        yield provenance(kind.measured())
