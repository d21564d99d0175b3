"""The answers of two heads for one photo: "heads"."""

from functools import lru_cache
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from transfer_demo.charts import answers
from transfer_demo.charts.theme import Base
from transfer_demo.lessons.pictures import heads
from transfer_demo.lessons.story import Screen
from transfer_demo.ui.address.invitation import in_the_lab
from transfer_demo.ui.elements.drawings import Drawing
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.story.fitting import fitting
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.ui.story.photos import photo, show_pictures
from transfer_demo.ui.story.replays import Replay, show_replay

_KEY: Final = "story_heads"


def _before(screen: Screen) -> None:
    drawn = _untrained(st.context.theme.type, _height_px())
    with _beside_the_photo(screen):
        plot(drawn, key=_KEY, description=screen.say("before"))


def _show(showing: Showing) -> None:
    drawn = _trained(st.context.theme.type, _height_px())
    with _beside_the_photo(showing.screen):
        show_replay(drawn, key=_KEY, description=showing.screen.alt, replay=showing.replay)


def _beside_the_photo(screen: Screen) -> DeltaGenerator:
    """Draw the photo, and return the place for the bars."""
    left, right = st.columns([1, 3])
    with left:
        shown = heads().photo
        show_pictures(photo(shown, alt=screen.say("photo.alt"), caption=screen.say("photo")))
    return right


def _height_px() -> int:
    return fitting(400, presented=340)


@lru_cache(maxsize=6)
def _untrained(base: Base | None, height_px: int) -> Drawing:
    figure = answers.figure(heads(), trained=False, base=base)
    return Drawing(figure.update_layout(height=height_px).to_json(), height_px)


@lru_cache(maxsize=6)
def _trained(base: Base | None, height_px: int) -> Replay:
    figures = answers.replay(heads(), base=base)
    *before, whole = (figure.update_layout(height=height_px).to_json() for figure in figures)
    return Replay(whole=Drawing(whole, height_px), frames=tuple(before))


HEADS: Final = Guessed(
    before=_before,
    show=_show,
    replays=True,
    measured=heads,
    invitation=lambda: in_the_lab("everyday-depths"),
)
