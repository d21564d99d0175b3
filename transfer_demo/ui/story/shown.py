"""Which screen is shown: the one in the address, or the last one."""

import math
import time
from collections.abc import Sequence
from typing import Final

import streamlit as st

PARAMETER: Final = "screen"
_SHOWN: Final = "story_screen"
_SINCE: Final = "story_screen_since"
# A step that is made before the browser knows of the new address brings the old one along.
_SETTLING_SECONDS: Final = 2.0


def shown(names: Sequence[str]) -> tuple[str, str]:
    """Return the name of the screen to show, and one of the address that is not known, or "".

    The menu drops what follows the "?", so the story goes on where it was left.

    Args:
        names: of all screens, in their order.
    """
    asked, last = st.query_params.get(PARAMETER), st.session_state.get(_SHOWN, names[0])
    settling = time.monotonic() - st.session_state.get(_SINCE, -math.inf) < _SETTLING_SECONDS
    if asked not in names and asked is not None and not settling:
        return last, asked
    if asked is None or settling:
        asked = last
    if asked != st.query_params.get(PARAMETER):
        st.query_params[PARAMETER] = asked
    st.session_state[_SHOWN] = asked
    return asked, ""


def show(name: str) -> None:
    """Show this screen from now on, and say so in the address."""
    st.session_state[_SHOWN] = name
    st.session_state[_SINCE] = time.monotonic()
    st.query_params[PARAMETER] = name
