"""The answers of two heads for one photo: "heads"."""

from functools import lru_cache
from typing import Any, Final

import streamlit as st

from transfer_demo.charts import answers
from transfer_demo.charts.theme import Base
from transfer_demo.lessons.pictures import heads
from transfer_demo.ui.drawings import Drawing
from transfer_demo.ui.plot import plot
from transfer_demo.ui.story.kinds import Guessed, Showing
from transfer_demo.ui.story.photos import photo, show_pictures
from transfer_demo.ui.story.replays import Replay, show_replay
from transfer_demo.ui.story.yourself import in_the_lab

_KEY: Final = "story_heads"


def _before(showing: Showing) -> None:
    measured = heads()
    _photo()
    plot(
        _untrained(st.context.theme.type),
        key=_KEY,
        description=f"The answers of both heads for a photo of {measured.words}, before training",
    )


def _show(showing: Showing) -> None:
    _photo()
    show_replay(
        _trained(st.context.theme.type), key=_KEY, description=showing.alt, replay=showing.replay
    )


def _photo() -> None:
    measured = heads()
    show_pictures(photo(measured.photo, alt=f"A photo of {measured.words}", caption="The photo"))


@lru_cache(maxsize=3)
def _untrained(base: Base | None) -> Drawing:
    return _drawing(answers.figure(heads(), trained=False, base=base))


@lru_cache(maxsize=3)
def _trained(base: Base | None) -> Replay:
    *before, whole = answers.replay(heads(), base=base)
    return Replay(whole=_drawing(whole), frames=tuple(figure.to_json() for figure in before))


def _drawing(figure: Any) -> Drawing:
    return Drawing(figure.to_json(), figure.layout.height)


HEADS: Final = Guessed(
    button="Train the head",
    before=_before,
    show=_show,
    replays=True,
    measured=heads,
    yourself=lambda: in_the_lab("everyday-depths"),
)
