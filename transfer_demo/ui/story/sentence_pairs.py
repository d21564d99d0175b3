"""How near some sentences are for a language model: "sentences"."""

from functools import lru_cache
from typing import Final

import streamlit as st

from transfer_demo.charts import similarities
from transfer_demo.charts.theme import Base
from transfer_demo.lessons.pictures import SentenceKind, Similarity, sentences
from transfer_demo.lessons.story import Screen
from transfer_demo.ui.address.invitation import Invitation
from transfer_demo.ui.elements.drawings import Drawing
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.server.session import choice_key
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing


def _ask(screen: Screen) -> Guess | None:
    said = {one.kind: one.sentence for one in sentences().candidates}
    kind = st.radio(
        screen.say("question"),
        options=list(said),
        format_func=said.__getitem__,
        index=None,
        key=choice_key("story_sentence"),
    )
    return None if kind is None else {"kind": kind}


def _show(showing: Showing) -> None:
    plot(
        _drawing(showing.guess.get("kind"), st.context.theme.type),
        key="story_sentences",
        description=showing.screen.alt,
    )


@lru_cache(maxsize=12)
def _drawing(guess: SentenceKind | None, base: Base | None) -> Drawing:
    figure = similarities.figure(sentences(), base=base, guess=guess)
    return Drawing(figure.to_json(), figure.layout.height)


def _surprise(screen: Screen, guess: Guess) -> str:
    nearest, guessed = sentences().nearest, sentences().of(guess["kind"])
    if nearest.kind == guessed.kind:
        return screen.say("right", nearest=_quoted(nearest))
    return screen.say("wrong", nearest=_quoted(nearest), guess=_quoted(guessed))


def _quoted(one: Similarity) -> str:
    return f"“{one.sentence.rstrip('.')}” ({one.similarity:.2f})"


SENTENCES: Final = Guessed(
    ask=_ask,
    show=_show,
    surprise=_surprise,
    measured=sentences,
    invitation=lambda: Invitation(label="Practise the interview", address="./practice"),
)
