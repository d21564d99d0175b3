"""A panel that is drawn again and again while what it shows goes on."""

from collections.abc import Callable

import streamlit as st

from transfer_demo.errors import UnknownRun, UnknownStudy
from transfer_demo.store.runs.record import UNFINISHED, Status
from transfer_demo.ui.server.error_boundary import boundary


def live(draw: Callable[[], Status], *, status: Status, every_seconds: float) -> None:
    """Draw a run or a study, and keep it up to date until it is over.

    Args:
        draw: draws the panel from the store and returns the status that it has found there. Where
            it finds that what it draws is gone, the whole page is drawn again.
        status: the one that the rest of the page was drawn with.
        every_seconds: how long to wait between two drawings.
    """
    going = status in UNFINISHED
    st.fragment(_panel, run_every=every_seconds if going else None)(draw, going=going)


def _panel(draw: Callable[[], Status], *, going: bool) -> None:
    with boundary():
        try:
            status = draw()
        except (UnknownRun, UnknownStudy):  # deleted in another window: the page says so
            st.rerun()
        if going and status not in UNFINISHED:
            # Once more, with everything else on the page: it is over.
            st.rerun()
