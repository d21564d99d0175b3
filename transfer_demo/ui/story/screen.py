"""The page of the story: one screen at a time."""

from typing import Final

import streamlit as st

from transfer_demo.lessons.story import Screen, story
from transfer_demo.markdown import plain
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.address.presenting import presenting
from transfer_demo.ui.address.selection import Selection
from transfer_demo.ui.elements.steps import place_of, steps
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.server.error_boundary import boundary
from transfer_demo.ui.story.doing import Doing, Guess, doing
from transfer_demo.ui.story.figures import FIGURES
from transfer_demo.ui.story.kinds import Kind, Showing
from transfer_demo.ui.story.notes import notes

SCREEN: Final = Selection("screen", "screen")


def show_story() -> None:
    """Draw the screen in the address, what was done on it, and the way to the others."""
    screens = story()
    number = place_of(screens, SCREEN, what="screen of the story")
    screen = screens[number - 1]
    with st.container(key="story"):
        if not presenting():
            st.caption(f"The story: {number} of {len(screens)}")
        st.title(screen.title, anchor=False)
        # Whatever happens on a screen, the way to the others stays.
        with boundary():
            _draw(screen)
    steps(screens, number, show=SCREEN.select)


def _draw(screen: Screen) -> None:
    did, kind = doing(screen.name), FIGURES[screen.figure]
    text, stage = st.columns([4, 7], gap="large")
    with stage:
        with st.container(key="guess"):
            guess = kind.do(screen, did)
        with st.container(key="figure"):
            _figure(screen, kind, did, guess)
    over = did.done or hidden("guess")
    with text:
        # A class sees both only one after the other: a projector has no room for more.
        if not (over and presenting()):
            st.markdown(linked(screen.text))
    if over:
        with text if presenting() else stage:
            _reveal(screen, kind, did)
        if kind.below:
            kind.below(screen)


def _figure(screen: Screen, kind: Kind, did: Doing, guess: Guess | None) -> None:
    if guess is None:
        if kind.before:
            kind.before(screen)
        return
    kind.show(Showing(screen=screen, guess=guess, replay=did.replay, seen=did.seen))
    if not presenting():
        _surprise(screen, kind, did)


def _surprise(screen: Screen, kind: Kind, did: Doing) -> None:
    if kind.surprise and did.guess:
        words = kind.surprise(screen, did.guess)
        st.info(linked(plain(words)), icon=":material/psychology_alt:")


def _reveal(screen: Screen, kind: Kind, did: Doing) -> None:
    if presenting():
        # Below the figure it would be below the edge.
        with st.container(key="story_presented"):
            _surprise(screen, kind, did)
            st.markdown(linked(screen.reveal))
    else:
        st.markdown(linked(screen.reveal))
    with st.container(key="story_after", horizontal=True, vertical_alignment="center"):
        if kind.replays:
            st.button("Play again", icon=":material/replay:", on_click=did.play)
        if kind.again and not hidden("guess"):
            st.button(kind.again, type="tertiary", icon=":material/undo:", on_click=did.forget)
        if kind.invitation:
            way = kind.invitation()
            st.link_button(way.label, way.address, icon=":material/open_in_new:")
    notes(screen, kind)
