"""The page of the story: one screen at a time."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import streamlit as st

from transfer_demo.lessons.filling import filled
from transfer_demo.lessons.story import Screen, story
from transfer_demo.lessons.values import story_values
from transfer_demo.ui.boundary import boundary
from transfer_demo.ui.hiding import hidden
from transfer_demo.ui.plain import plain
from transfer_demo.ui.presenting import presenting
from transfer_demo.ui.session import choice_key, choose
from transfer_demo.ui.shown import Shown
from transfer_demo.ui.steps import place_of, steps
from transfer_demo.ui.story.doing import Doing, doing
from transfer_demo.ui.story.figures import FIGURES
from transfer_demo.ui.story.kinds import Guessed, Kind, Showing, Walked
from transfer_demo.ui.story.notes import notes
from transfer_demo.ui.terms import linked

SCREEN: Final = Shown("screen", "screen")
_SKIP: Final = "Show it without a guess"


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
    steps(screens, number, show=SCREEN.show)


def _draw(screen: Screen) -> None:
    did, kind = doing(screen.name), FIGURES[screen.figure]
    text, stage = st.columns([4, 7], gap="large")
    with stage:
        step = _do(screen, kind, did)
    over = did.done or hidden("guess")
    with stage.container(key="figure"):
        _figure(screen, kind, did, step=step, over=over)
    with text:
        # A class sees both only one after the other: a projector has no room for more.
        if not (over and presenting()):
            st.markdown(linked(_filled(screen.text)))
    if over:
        with text if presenting() else stage:
            _reveal(screen, kind, did)


def _do(screen: Screen, kind: Kind, did: Doing) -> Any:
    """Draw what is to be done, and return the step that was chosen, if there are steps."""
    with st.container(key="guess"):
        if isinstance(kind, Walked):
            return _walk(screen, kind, did)
        if did.done:
            return None
        st.markdown(linked(_filled(screen.task)))
        guess = kind.ask() if kind.ask else {}
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(
                kind.button, type="primary", disabled=guess is None, icon=":material/play_arrow:"
            ):
                did.finish(guess)
                st.rerun()
            if kind.ask:
                st.button(_SKIP, type="tertiary", on_click=did.finish, args=(None,))
    return None


def _walk(screen: Screen, kind: Walked, did: Doing) -> Any:
    """Draw the control that goes through the steps. The last one ends it."""
    key, last = choice_key(f"story_step_{screen.name}"), kind.steps()[-1]
    if not (did.done and presenting()):
        st.markdown(linked(_filled(screen.task)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.segmented_control(
            kind.label,
            options=kind.steps(),
            format_func=kind.words,
            key=key,
            on_change=did.play,
        )
        if step is not None and step not in did.seen:
            did.seen.append(step)
        did.done = did.done or step == last
        if not did.done:
            st.button("Show the last one", type="tertiary", on_click=_skip, args=(did, key, last))
    return step


def _skip(did: Doing, key: str, last: Any) -> None:
    choose({key.removeprefix(choice_key("")): last})
    did.finish(None)


def _figure(screen: Screen, kind: Kind, did: Doing, *, step: Any, over: bool) -> None:
    values = _values()
    guess = did.guess or None
    if isinstance(kind, Walked):
        # With the control hidden there is nothing to choose with: what counts is the last step.
        step = kind.steps()[-1] if step is None and over else step
        guess = None if step is None else {"step": step}
        over = guess is not None
    showing = Showing(
        alt=filled(screen.alt, values),
        values=values,
        guess=guess,
        replay=did.replay,
        seen=did.seen or ([step] if step is not None else []),
    )
    if not over:
        # What only waits may wait below the edge, but not on a projector.
        waits = isinstance(kind, Guessed) and kind.ask and presenting()
        if kind.before and not waits:
            kind.before(showing)
        return
    kind.show(showing)
    if not presenting():
        _surprise(kind, did)


def _surprise(kind: Kind, did: Doing) -> None:
    if isinstance(kind, Guessed) and kind.surprise and did.guess:
        st.info(plain(kind.surprise(did.guess)), icon=":material/psychology_alt:")


def _reveal(screen: Screen, kind: Kind, did: Doing) -> None:
    if presenting():
        # Below the figure it would be below the edge.
        with st.container(key="story_presented"):
            _surprise(kind, did)
            st.markdown(linked(_filled(screen.reveal)))
    else:
        st.markdown(linked(_filled(screen.reveal)))
    with st.container(key="story_after", horizontal=True, vertical_alignment="center"):
        if kind.replays:
            st.button("Play again", icon=":material/replay:", on_click=did.play)
        if isinstance(kind, Guessed) and not hidden("guess"):
            again = "Guess again" if kind.ask else "Start again"
            st.button(again, type="tertiary", icon=":material/undo:", on_click=did.forget)
        if kind.yourself:
            way = kind.yourself()
            st.link_button(way.label, way.address, icon=":material/open_in_new:")
    notes(screen, kind)


def _filled(text: str) -> str:
    return filled(text, _values())


@cache
def _values() -> Mapping[str, str]:
    return story_values()
