"""What is selected on a page: the run, the study or the screen in the address, or the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from transfer_demo.ui.address.debounce import debounce, debouncing
from transfer_demo.ui.address.opened_page import has_just_opened

_KEPT: Final = "selected_"


@dataclass(frozen=True)
class Selection:
    """A place on a page where one of many things is shown, whose token stands in the address.

    `name` tells places apart, `parameter` is the word in the address.
    """

    name: str
    parameter: str

    def token(self) -> str | None:
        """Return the token of what is shown: the one in the address, or the last one shown.

        The menu drops what follows the "?", so a page that is opened again gets it from here.
        """
        asked, shown = st.query_params.get(self.parameter), st.session_state.get(self._key)
        if asked is None or debouncing(self._key):
            asked = shown
        if asked != st.query_params.get(self.parameter):
            self.select(asked)
        elif asked != shown:
            # It came with the address: that one is no older than what is shown.
            self._put(asked)
        return asked

    def select(self, token: str | None) -> None:
        """Show this one from now on, or none, and say so in the address."""
        debounce(self._key)
        self._put(token)

    def one_of(self, names: Sequence[str]) -> tuple[str, str]:
        """Return the name of what is shown, and a name in the address that is not known, or "".

        Args:
            names: what there is; the first one is shown if nothing is asked.
        """
        asked, last = st.query_params.get(self.parameter), st.session_state.get(self._key)
        if asked is not None and asked not in names and not debouncing(self._key):
            return last or names[0], asked
        # The address without a name is that of the first one. Written into it, it would be one more
        # step for who goes back. Only who comes by the menu finds what was shown last.
        came_back = asked is None and not has_just_opened() and not debouncing(self._key)
        if came_back or (asked is None and last is None):
            st.session_state[self._key] = names[0]
            return names[0], ""
        return self.token() or names[0], ""

    def _put(self, token: str | None) -> None:
        st.session_state[self._key] = token
        if token is None:
            st.query_params.pop(self.parameter, None)
        else:
            # Without the choices of a link: what is shown has its own, and a reload shows those.
            st.query_params.from_dict({self.parameter: token})

    @property
    def _key(self) -> str:
        return f"{_KEPT}{self.name}"


def forget_selections() -> None:
    """Show nothing on any page any more: what was shown is gone."""
    for key in list(st.session_state):
        if str(key).startswith(_KEPT):
            del st.session_state[key]
    st.query_params.from_dict({})


RUN: Final = Selection("run", "run")
STUDY_PARAMETER: Final = "study"


def study_of(question: str) -> Selection:
    """Return the place of a question's study: each question has a page of its own."""
    return Selection(f"study_{question}", STUDY_PARAMETER)
