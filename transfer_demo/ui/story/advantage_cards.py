"""The four advantages as cards, each with a number of fine-tuning beside one of scratch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from transfer_demo.lessons.evidence import sample_race, sample_study
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.story import Screen
from transfer_demo.lessons.values_studies import FEW_IMAGES
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.ui.address.invitation import as_study
from transfer_demo.ui.address.presenting import presenting
from transfer_demo.ui.server.session import choice_key
from transfer_demo.ui.story.cards import Card, face_down, face_up
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.verdict import Verdict, judge
from transfer_demo.wording import counted


@dataclass(frozen=True, kw_only=True)
class _Advantage:
    """What may be guessed of an advantage, in which unit, and the number that was measured."""

    options: Callable[[], list[int]]
    unit: str
    measured: Callable[[], float]

    def words(self, number: float) -> str:
        """Write a number that is guessed or measured."""
        return f"{number:.0f}%" if self.unit == "%" else counted(round(number), self.unit)


def _verdict() -> Verdict:
    verdict = judge(sample_race().history)
    assert verdict
    return verdict


def _times_as_fast() -> float:
    """Return how many times as quickly fine-tuning reached the last accuracy of scratch."""
    reached = _verdict().milestones
    fine_tune, scratch = reached[FINE_TUNE], reached[SCRATCH]
    assert fine_tune
    assert scratch
    return scratch.seconds / fine_tune.seconds


def _lead() -> float:
    lead = _verdict().difference
    assert lead is not None
    return 100 * lead


_ADVANTAGES: Final[Mapping[str, _Advantage]] = {
    "time": _Advantage(
        options=lambda: [2, 5, 10, 20, 50],
        unit="time",
        measured=_times_as_fast,
    ),
    "labels": _Advantage(
        options=lambda: list(sample_study("labels").result.sizes),
        unit="image",
        measured=lambda: float(sample_study("labels").result.ahead_in_every_seed or 0),
    ),
    "scarce": _Advantage(
        options=lambda: [30, 45, 60, 75, 90],
        unit="%",
        measured=lambda: 100 * float(sample_study("labels").result.fine_tune[FEW_IMAGES].mean),
    ),
    "better": _Advantage(
        options=lambda: [0, 10, 20, 30, 40],
        unit="point",
        measured=_lead,
    ),
}


def _ask(screen: Screen) -> Guess | None:
    columns = [*st.columns(2), *st.columns(2)]
    guess = {
        name: column.pills(
            screen.say(f"{name}.question"),
            options=advantage.options(),
            key=choice_key(f"story_{name}"),
        )
        for column, (name, advantage) in zip(columns, _ADVANTAGES.items(), strict=True)
    }
    made = {name: value for name, value in guess.items() if value is not None}
    return made or None


def _before(screen: Screen) -> None:
    titles = {name: screen.say(f"{name}.title") for name in _ADVANTAGES}
    if presenting():
        # A class sees no cards that only wait, but which four they are.
        st.markdown(screen.say("waiting", **titles))
    else:
        face_down(list(titles.values()))


def _show(showing: Showing) -> None:
    cards = [_card(showing.screen, name, showing.guess) for name in _ADVANTAGES]
    face_up(cards, alt=showing.screen.alt, turning=bool(showing.replay))


def _card(screen: Screen, name: str, guess: Guess) -> Card:
    return Card(
        title=screen.say(f"{name}.title"),
        large=screen.say(f"{name}.large"),
        small=(screen.say(f"{name}.small"),),
        guessed=_compared(screen, name, guess[name]) if name in guess else "",
    )


def _compared(screen: Screen, name: str, guess: float) -> str:
    """Answer in the unit in which it was asked: the cards show what was measured, arm by arm."""
    advantage = _ADVANTAGES[name]
    measured = advantage.words(advantage.measured())
    return screen.say("guess", guess=advantage.words(guess), measured=measured)


def _surprise(screen: Screen, guess: Guess) -> str:
    """Say of what was guessed which number was the farthest away, by its share."""
    measured = {name: _ADVANTAGES[name].measured() for name in guess}
    name = max(guess, key=lambda name: _distance(measured[name], guess[name]))
    words = _ADVANTAGES[name].words
    return screen.say(
        "farthest",
        advantage=screen.say(f"{name}.title").lower(),
        measured=words(measured[name]),
        guess=words(guess[name]),
    )


def _distance(measured: float, guess: float) -> float:
    return abs(measured - guess) / max(abs(measured), abs(guess), 1.0)


ADVANTAGE_CARDS: Final = Guessed(
    ask=_ask,
    before=_before,
    show=_show,
    surprise=_surprise,
    recordings=("everyday", "everyday-labels"),
    invitation=lambda: as_study("labels", images=recording("everyday-labels").images),
)
