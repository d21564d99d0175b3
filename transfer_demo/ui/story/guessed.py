"""Figures that are shown once something was guessed, or a button pressed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from transfer_demo.lessons.story import Screen
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.story.doing import Doing, Guess
from transfer_demo.ui.story.kinds import Kind

_SKIP: Final = "Show it without a guess"


@dataclass(frozen=True, kw_only=True)
class Guessed(Kind):
    """A figure behind a button.

    `ask` draws the controls and returns the guess, or None while there is none; without it there is
    nothing to guess.
    """

    ask: Callable[[Screen], Guess | None] | None = None

    @property
    def again(self) -> str:
        return "Guess again" if self.ask else "Start again"

    def do(self, screen: Screen, did: Doing) -> Guess | None:
        if did.done:
            return did.guess or {}
        st.markdown(linked(screen.task))
        guess = self.ask(screen) if self.ask else {}
        with st.container(horizontal=True, vertical_alignment="center"):
            words, waits = screen.say("button"), guess is None
            if st.button(words, type="primary", disabled=waits, icon=":material/play_arrow:"):
                did.finish(guess)
                st.rerun()
            if self.ask:
                st.button(_SKIP, type="tertiary", on_click=did.finish, args=(None,))
        return {} if hidden("guess") else None
