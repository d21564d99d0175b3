"""Three depths as cards: all frozen, the last stages trained, everything trained."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from transfer_demo.history import ArmHistory
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.source import LOOP, training_loop
from transfer_demo.lessons.story import Screen
from transfer_demo.lessons.values_races import depths
from transfer_demo.ui.address.invitation import as_study
from transfer_demo.ui.server.session import choice_key
from transfer_demo.ui.story.cards import Card, face_down, face_up
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.verdict import Score
from transfer_demo.wording import in_millions, seconds

_RECORDING: Final = "everyday-depths"
_ASKED: Final = ("best", "quickest")


def _ask(screen: Screen) -> Guess | None:
    guess = {
        asked: st.pills(
            screen.say(f"{asked}.question"),
            options=list(depths()),
            format_func=lambda name: _title(screen, name),
            key=choice_key(f"story_depth_{asked}"),
        )
        for asked in _ASKED
    }
    return guess if all(guess.values()) else None


def _title(screen: Screen, name: str) -> str:
    return screen.say(f"{name}.title")


def _before(screen: Screen) -> None:
    face_down([_title(screen, name) for name in depths()])


def _show(showing: Showing) -> None:
    face_up(
        [_card(showing.screen, name, showing.guess) for name in depths()],
        alt=showing.screen.alt,
        turning=bool(showing.replay),
    )


def _card(screen: Screen, name: str, guess: Guess) -> Card:
    arm = depths()[name]
    assert arm.started is not None
    trained = in_millions(arm.started.trainable_parameters)
    guessed = [screen.say(f"{asked}.guessed") for asked in _ASKED if guess.get(asked) == name]
    return Card(
        title=_title(screen, name),
        large=_score(arm).in_percent,
        small=(
            screen.say("interval", interval=_score(arm).interval_in_percent),
            seconds(_seconds(arm)),
            screen.say("trained", parameters=trained),
        ),
        guessed=screen.say("guess", guess=" and ".join(guessed)) if guessed else "",
    )


def _below(screen: Screen) -> None:
    """Show the code that trained all three."""
    with st.expander(screen.say("loop"), icon=":material/code:"):
        st.caption(screen.say("loop.where", file=str(LOOP)))
        st.code(training_loop(), language="python", line_numbers=True)


def _surprise(screen: Screen, guess: Guess) -> str:
    accuracy = {name: _score(arm).accuracy for name, arm in depths().items()}
    time = {name: _seconds(arm) for name, arm in depths().items()}
    best = [name for name in accuracy if accuracy[name] == max(accuracy.values())]
    quickest = min(time, key=time.__getitem__)
    return " ".join(
        (
            _compared(screen, "best", best, guess, lambda arm: _score(arm).in_percent),
            _compared(screen, "quickest", [quickest], guess, lambda arm: seconds(_seconds(arm))),
        )
    )


def _compared(
    screen: Screen, asked: str, first: list[str], guess: Guess, number: Callable[[ArmHistory], str]
) -> str:
    """Say which depths came first, and by which numbers another was guessed."""
    names = {name: _small(_title(screen, name)) for name in depths()}
    best, guessed = " and ".join(names[name] for name in first), guess[asked]
    if guessed in first:
        return screen.say(f"{asked}.right", best=best)
    return screen.say(
        f"{asked}.wrong",
        best=best,
        guess=names[guessed],
        measured=number(depths()[first[0]]),
        guessed=number(depths()[guessed]),
    )


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]


def _score(arm: ArmHistory) -> Score:
    assert arm.last is not None
    return Score.of(arm.last, arm.started)


def _seconds(arm: ArmHistory) -> float:
    assert arm.finished is not None
    return arm.finished.seconds


DEPTH_CARDS: Final = Guessed(
    ask=_ask,
    before=_before,
    below=_below,
    show=_show,
    surprise=_surprise,
    recordings=(_RECORDING,),
    invitation=lambda: as_study("freeze", images=recording(_RECORDING).images),
)
