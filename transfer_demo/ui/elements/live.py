"""A panel that is drawn again and again while what it shows goes on."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from transfer_demo.errors import UnknownRun, UnknownStudy
from transfer_demo.store.runs.record import UNFINISHED, Status
from transfer_demo.ui.http.connections import connected
from transfer_demo.ui.server.drawing_turns import now_and_then
from transfer_demo.ui.server.error_boundary import boundary

# With more windows than this, panels are drawn less often, so that pages do not wait for them.
_UNHURRIED: Final = 25


def live(draw: Callable[[], Status], *, status: Status, every_seconds: float) -> None:
    """Draw a run or a study, and keep it up to date until it is over.

    Args:
        draw: draws the panel from the store and returns the status that it has found there. Where
            it finds that what it draws is gone, the whole page is drawn again.
        status: the one that the rest of the page was drawn with.
        every_seconds: how long to wait between two drawings, unless there are many visitors.
    """
    going = status in UNFINISHED
    seconds = every_seconds * max(1.0, connected() / _UNHURRIED)
    now_and_then(_panel, every_seconds=seconds if going else None)(draw, going=going)


def _panel(draw: Callable[[], Status], *, going: bool) -> None:
    with boundary():
        try:
            status = draw()
        except (UnknownRun, UnknownStudy):  # deleted in another window: the page says so
            st.rerun()
        if going and status not in UNFINISHED:
            # Once more, with everything else on the page: it is over.
            st.rerun()
