"""What a learner has done on each screen: it stays when one goes back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

Guess = Mapping[str, Any]
"""What was guessed or chosen on a screen, by the names that its figure gives to it."""

_DOINGS: Final = "story_doings"


@dataclass(kw_only=True)
class Doing:
    """What was done on one screen.

    `guess` is None where none was made. `replay` is a word of its own for each time that the figure
    is to be played. `seen` are the steps that were looked at, in their order.
    """

    done: bool = False
    guess: Guess | None = None
    replay: str = ""
    seen: list[Any] = field(default_factory=list)

    def finish(self, guess: Guess | None) -> None:
        """Show the figure, with or without a guess."""
        self.done, self.guess = True, guess
        self.play()

    def forget(self) -> None:
        """Go back to before the guess."""
        self.done, self.guess, self.replay = False, None, ""

    def play(self) -> None:
        """Let the figure be played once more."""
        self.replay = secrets.token_hex(4)


def doing(screen: str) -> Doing:
    """Return what was done on a screen, to read and to change."""
    doings: dict[str, Doing] = st.session_state.setdefault(_DOINGS, {})
    return doings.setdefault(screen, Doing())
