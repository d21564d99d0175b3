"""Recorded studies with a guess drawn over their figure: "freeze-study" and "backbones-study"."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.charts import study_figure
from transfer_demo.charts.theme import Base
from transfer_demo.lessons.evidence import sample_study
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.story import Screen
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.studies.study_guess import StudyGuess
from transfer_demo.ui.address.invitation import as_study
from transfer_demo.ui.elements.drawings import Drawing
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.server.session import choice_key
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.fitting import fitting
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing

_HIGHEST_PX: Final = 440
# The name of the one thing that is guessed.
_STUDY: Final = "study"


def _ask_depth(screen: Screen) -> Guess | None:
    guessed = st.pills(
        screen.say("question"),
        options=range(sample_study("freeze").result.stages + 1),
        key=choice_key("story_depth"),
    )
    return None if guessed is None else {_STUDY: guessed}


def _ask_backbone(screen: Screen) -> Guess | None:
    guessed = st.pills(
        screen.say("question"),
        options=[row.name for row in sample_study("backbones").result.rows],
        format_func=lambda name: catalogue.get(name).title,
        key=choice_key("story_backbone"),
    )
    return None if guessed is None else {_STUDY: guessed}


def _shows(question: str) -> Callable[[Showing], None]:
    def show(showing: Showing) -> None:
        guess = showing.guess.get(_STUDY)
        plot(
            _drawing(question, guess, st.context.theme.type, fitting(_HIGHEST_PX, presented=330)),
            key=f"story_{question}",
            description=showing.screen.alt,
        )

    return show


@lru_cache(maxsize=60)
def _drawing(
    question: str, guess: StudyGuess | None, base: Base | None, highest_px: int
) -> Drawing:
    figure = study_figure.figure(question, sample_study(question).result, base=base, guess=guess)
    height_px = min(figure.layout.height, highest_px)
    # Of less height, less is for the legend.
    margin_px = min(figure.layout.margin.t, 64)
    return Drawing(figure.update_layout(height=height_px, margin_t=margin_px).to_json(), height_px)


def _surprises(question: str) -> Callable[[Screen, Guess], str]:
    return lambda _, guess: QUESTIONS[question].guess_answer(
        sample_study(question).result, guess.get(_STUDY)
    )


def _study(question: str, *, ask: Callable[[Screen], Guess | None]) -> Guessed:
    return Guessed(
        ask=ask,
        show=_shows(question),
        surprise=_surprises(question),
        recordings=(f"everyday-{question}",),
        invitation=lambda: as_study(question, images=recording(f"everyday-{question}").images),
    )


FREEZE_STUDY: Final = _study("freeze", ask=_ask_depth)
BACKBONES_STUDY: Final = _study("backbones", ask=_ask_backbone)
