"""What a page shows of the store: the run or the study in the address, or the last one shown."""

import math
import time
from dataclasses import dataclass
from typing import Final

import streamlit as st

_SETTLING_SECONDS: Final = 2.0


@dataclass(frozen=True)
class Shown:
    """A place on a page where one run or study is shown, whose token stands in the address.

    `name` tells places apart, `parameter` is the word in the address.
    """

    name: str
    parameter: str

    def token(self) -> str | None:
        """Return the token of what is shown: the one in the address, or the last one shown.

        The menu drops what follows the "?", so a page that is opened again gets it from here.
        """
        asked, shown = st.query_params.get(self.parameter), st.session_state.get(self._key)
        # A click that was made before the browser knew of a new address brings the old one along.
        seconds = time.monotonic() - st.session_state.get(f"{self._key}_at", -math.inf)
        if asked is None or seconds < _SETTLING_SECONDS:
            asked = shown
        if asked != shown or asked != st.query_params.get(self.parameter):
            self.show(asked)
        return asked

    def show(self, token: str | None) -> None:
        """Show this one from now on, or none, and say so in the address."""
        st.session_state[self._key] = token
        st.session_state[f"{self._key}_at"] = time.monotonic()
        if token is None:
            st.query_params.pop(self.parameter, None)
        else:
            # Without the choices of a link: what is shown has its own, and a reload shows those.
            st.query_params.from_dict({self.parameter: token})

    @property
    def _key(self) -> str:
        return f"shown_{self.name}"


RUN: Final = Shown("run", "run")
STUDY_PARAMETER: Final = "study"


def study_of(question: str) -> Shown:
    """Return the place of a question's study: each question has a page of its own."""
    return Shown(f"study_{question}", STUDY_PARAMETER)
