"""A panel that is drawn again and again until the networks have said all that it asks."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st

from transfer_demo.markdown import plain
from transfer_demo.ui.server.answers import Told
from transfer_demo.ui.server.drawing_turns import now_and_then
from transfer_demo.ui.server.error_boundary import boundary

_WAITING: Final = "waiting_for_networks"
_SECONDS_BETWEEN: Final = 0.3


def draw_until_said(draw: Callable[[], Sequence[Told[Any]]]) -> None:
    """Draw a panel until it is complete.

    Args:
        draw: asks what the panel needs, draws what is known, and returns what it was told.
    """
    waits = st.session_state.get(_WAITING, False)
    now_and_then(_panel, every_seconds=_SECONDS_BETWEEN if waits else None)(draw, waits=waits)


def _panel(draw: Callable[[], Sequence[Told[Any]]], *, waits: bool) -> None:
    still = False  # after an error it would only fail again
    with boundary():
        told = draw()
        for problem in dict.fromkeys(one.problem for one in told if one.problem):
            st.error(plain(problem), icon=":material/error:")
        still = any(not one.complete for one in told)
        if still:
            st.status("The networks are looking. The first time takes a moment longer.")
    st.session_state[_WAITING] = still
    if still != waits:  # from now on it is drawn again and again, or no longer
        st.rerun()
