"""A guess before a race: who wins, by how much, and where the curves cross. Off unless asked for.

It belongs to the run that is started with it. Who has not made all of it starts without one.
"""

import html
from collections.abc import Mapping
from typing import Any, Final, get_args

import streamlit as st

from transfer_demo.history import History
from transfer_demo.markdown import plain
from transfer_demo.plan import ARM_TITLES, ARMS
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.server import session
from transfer_demo.ui.server.session import choice, choice_key
from transfer_demo.verdict.guess import RaceGuess, surprise
from transfer_demo.verdict.standing import Winner

PARAMETER: Final = "guess"
_NEVER: Final = 0
_BLANK: Final[Mapping[str, Any]] = {"winner": None, "points": 10, "crossing": None}


def set_guess_first(on: bool) -> None:
    """Set whether to guess before a race; nothing is guessed yet."""
    session.choose({"guess_first": on})
    forget_guess()


def read_link(query: Mapping[str, str]) -> tuple[bool, tuple[str, ...]]:
    """Return whether a link asks to guess first, and a sentence if it says nonsense."""
    asked = query.get(PARAMETER, "0")
    if asked in ("0", "1"):
        return asked == "1", ()
    return False, ("Guess first in the link must be 1 or 0; it is off.",)


def to_query() -> dict[str, str]:
    """Return the parameter of a link that asks to guess first. No guess ever stands in a link."""
    return {PARAMETER: "1"} if choice("guess_first") else {}


def take_guess() -> RaceGuess | None:
    """Return the guess if all of it was made."""
    winner, crossing = _answer("winner"), _answer("crossing")
    if not _asked() or winner is None or crossing not in _crossings():
        return None
    return RaceGuess(
        winner=winner,
        lead=0.0 if winner == "undecided" else _answer("points") / 100,
        crossing_epoch=crossing or None,
    )


def is_asked_for() -> bool:
    """Say whether the page has the fields for a guess."""
    return _asked() and not hidden("guess")


def what_is_missing() -> str:
    """Return what a guess that was begun lacks, and what comes of it, as a sentence; or ""."""
    if not (is_asked_for() and _begun()) or take_guess() is not None:
        return ""
    lacks = [
        words
        for question, words in (("winner", "who will win"), ("crossing", "where the curves cross"))
        if _answer(question) is None
    ]
    return f"Your guess is not complete. Say {' and '.join(lacks)}, or the race starts without it."


def forget_guess() -> None:
    """Begin again with nothing guessed: the next race has a guess of its own."""
    # With other names: a browser holds on to what was answered under the old ones.
    st.session_state.guess_round = st.session_state.get("guess_round", 0) + 1
    session.choose({_name(question): answer for question, answer in _BLANK.items()})


def ask_for_guess(*, beside_a_run: bool) -> None:
    """Draw the switch and, where it is on, the questions; beside a run they take no room."""
    if not _both_arms():
        return
    with st.container(key="guess", horizontal=beside_a_run, vertical_alignment="center"):
        st.toggle(
            "Guess first",
            key=choice_key("guess_first"),
            help="Say what you expect before you see it. The curves are drawn over your guess.",
        )
        if not _asked():
            return
        if beside_a_run:
            with st.popover("Guess the next race", icon=":material/psychology_alt:"):
                _ask()
        else:
            with st.container(border=True):
                _ask()


def guess_of(record: RunRecord) -> RaceGuess | None:
    """Return the visitor's own guess of a run: that of another person is not theirs to compare."""
    return record.guess if session.is_mine(record) else None


def show_guess(guess: RaceGuess | None, history: History) -> None:
    """Show what differs most from the guess of a run; before there are results, the guess."""
    if guess is None:
        return
    told = surprise(guess, history) or f"Your guess: {guess.words}."
    st.html(f'<p class="surprise">{html.escape(told)}</p>')


def _ask() -> None:
    st.segmented_control(
        "Who will win?",
        options=get_args(Winner),
        format_func=lambda winner: ARM_TITLES.get(winner, "Undecided"),
        key=choice_key(_name("winner")),
        help="Undecided: so close on the held-out photos that chance alone may explain it.",
    )
    if _answer("winner") != "undecided":
        st.slider(
            "By how many percentage points?",
            1,
            100,
            key=choice_key(_name("points")),
            help="The difference of the accuracies on the held-out photos after the last epoch.",
        )
    if _answer("crossing") not in _crossings():
        session.choose({_name("crossing"): None})  # the race was made shorter
    st.selectbox(
        "Where will the curves cross?",
        options=_crossings(),
        index=None,
        placeholder="Choose",
        format_func=lambda epoch: f"In epoch {epoch}" if epoch else "They never cross",
        key=choice_key(_name("crossing")),
        help="The epoch in which the arm that is behind on held-out photos goes ahead for good. An "
        "arm that has ended stays as good as it was.",
    )
    st.caption(_state())


def _state() -> str:
    """Say what happens to the guess when the race starts."""
    guess = take_guess()
    if guess is not None:
        return plain(f"You guess that {guess.words}. It counts when you start.")
    if not _begun():
        return "You can also start without a guess."
    return "Not complete yet."


def _begun() -> bool:
    return any(_answer(question) != blank for question, blank in _BLANK.items())


def _name(question: str) -> str:
    return f"guess_{question}_{st.session_state.guess_round}"


def _answer(question: str) -> Any:
    return choice(_name(question))


def _asked() -> bool:
    return bool(choice("guess_first")) and _both_arms()


def _both_arms() -> bool:
    """Say whether it is a race: one arm alone cannot win."""
    return set(choice("arms")) == set(ARMS)


def _crossings() -> list[int]:
    """Return the epochs in which curves can cross, and 0 for never: nothing is before the first.

    They go on while the longer arm is trained.
    """
    longest = (choice("epochs") or 0) * choice("scratch_epochs_factor")
    return [_NEVER, *range(2, longest + 1)]
