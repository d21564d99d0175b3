"""Sticky query parameters: what a link asks for the whole visit, not only for the page it opens."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from transfer_demo.ui.address.debounce import debounce, debouncing

# Of what a link may ask: all names of controls are shorter.
_LONGEST: Final = 1000


@dataclass(frozen=True)
class StickyParameter:
    """A query parameter that stays when the page is changed. Empty, it ends."""

    parameter: str

    def text(self) -> str:
        """Return what is asked now; nothing unless somebody asked."""
        return str(st.session_state.get(self._key, ""))

    def ask(self, text: str) -> None:
        """Ask for something from now on, or with an empty text for nothing."""
        st.session_state[self._key] = text[:_LONGEST]
        debounce(self._key)
        self._write()

    def keep(self) -> None:
        """Take what the address asks, and put back what a change of page has dropped from it."""
        asked = st.query_params.get(self.parameter)
        if asked is not None and not debouncing(self._key):
            st.session_state[self._key] = asked[:_LONGEST]
        self._write()

    def _write(self) -> None:
        if not self.text():
            st.query_params.pop(self.parameter, None)
        elif st.query_params.get(self.parameter) != self.text():
            st.query_params[self.parameter] = self.text()

    @property
    def _key(self) -> str:
        return f"sticky_{self.parameter}"


HIDE: Final = StickyParameter("hide")
VIEW: Final = StickyParameter("view")
ALL: Final = (HIDE, VIEW)
