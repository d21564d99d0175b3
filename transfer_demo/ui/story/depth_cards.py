"""Three depths as cards: all frozen, the last stages trained, everything trained."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import streamlit as st

from transfer_demo.lessons.recordings import RecordedRun, recording
from transfer_demo.plan import FINE_TUNE
from transfer_demo.ui.session import choice_key
from transfer_demo.ui.story.cards import Card, face_down, face_up
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.kinds import Guessed, Showing
from transfer_demo.ui.story.yourself import as_study
from transfer_demo.verdict import wilson_interval
from transfer_demo.wording import amount, in_millions, percent

_RECORDING: Final = "everyday-depths"
# In the order of the recording: the most frozen first.
_TITLES: Final = ("All frozen", "Last two stages trained", "Everything trained")
_QUESTIONS: Final[Mapping[str, str]] = {
    "best": "Which is best on the validation images?",
    "quickest": "Which is quickest?",
}


@dataclass(frozen=True, kw_only=True)
class _Depth:
    title: str
    accuracy: float
    validation: int
    seconds: float
    trained: int

    @property
    def in_percent(self) -> str:
        return percent(self.accuracy, self.validation)

    @property
    def time(self) -> str:
        return f"{amount(self.seconds)} s"


@cache
def _depths() -> tuple[_Depth, ...]:
    runs = recording(_RECORDING).runs
    return tuple(_depth(title, run) for title, run in zip(_TITLES, runs, strict=True))


def _depth(title: str, run: RecordedRun) -> _Depth:
    arm = run.history.arms[FINE_TUNE]
    assert arm.best is not None
    assert arm.started is not None
    assert arm.finished is not None
    return _Depth(
        title=title,
        accuracy=arm.best.val_accuracy,
        validation=run.validation,
        seconds=arm.finished.seconds,
        trained=arm.started.trainable_parameters,
    )


def _ask() -> Guess | None:
    guess = {
        name: st.pills(question, options=_TITLES, key=choice_key(f"story_depth_{name}"))
        for name, question in _QUESTIONS.items()
    }
    return guess if all(guess.values()) else None


def _before(showing: Showing) -> None:
    face_down(_TITLES)


def _show(showing: Showing) -> None:
    guess = showing.guess or {}
    face_up(
        [_card(depth, guess) for depth in _depths()],
        alt=showing.alt,
        turning=bool(showing.replay),
    )


def _card(depth: _Depth, guess: Guess) -> Card:
    low, high = wilson_interval(round(depth.accuracy * depth.validation), depth.validation)
    guessed = [name for name in _QUESTIONS if guess.get(name) == depth.title]
    return Card(
        title=depth.title,
        large=depth.in_percent,
        small=(
            f"95% interval: {percent(low, depth.validation)} to {percent(high, depth.validation)}",
            depth.time,
            f"{in_millions(depth.trained)} parameters trained",
        ),
        guessed=f"Your guess: {' and '.join(guessed)}" if guessed else "",
    )


def _surprise(guess: Guess) -> str:
    measured = {depth.title: depth for depth in _depths()}
    top = max(depth.accuracy for depth in measured.values())
    best = [depth for depth in measured.values() if depth.accuracy == top]
    quickest = min(measured.values(), key=lambda depth: depth.seconds)
    said = _compared(
        "Best here",
        [depth.title for depth in best],
        guess["best"],
        f"{best[0].in_percent} against {measured[guess['best']].in_percent}",
    )
    return (
        said
        + " "
        + _compared(
            "Quickest",
            [quickest.title],
            guess["quickest"],
            f"{quickest.time} against {measured[guess['quickest']].time}",
        )
    )


def _compared(what: str, measured: list[str], guessed: str, numbers: str) -> str:
    names = " and ".join(name[:1].lower() + name[1:] for name in measured)
    if guessed in measured:
        return f"{what}: {names}, as you guessed."
    return f"{what}: {names}; you guessed {guessed[:1].lower() + guessed[1:]} ({numbers})."


DEPTH_CARDS: Final = Guessed(
    button="Turn over the cards",
    ask=_ask,
    before=_before,
    show=_show,
    surprise=_surprise,
    recordings=(_RECORDING,),
    yourself=lambda: as_study("freeze", images=recording(_RECORDING).images),
)
