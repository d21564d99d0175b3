"""Figures with a control to go through them, from the first of their steps to the last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from transfer_demo.lessons.story import Screen
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.address.presenting import presenting
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.server.session import choice_key, choose
from transfer_demo.ui.story.doing import Doing, Guess
from transfer_demo.ui.story.kinds import Kind


@dataclass(frozen=True, kw_only=True)
class Walked(Kind):
    """A figure in steps. What it is shown for is {"step": one of them}; the last one ends it."""

    steps: Callable[[], Sequence[Any]]
    words: Callable[[Screen, Any], str]

    def do(self, screen: Screen, did: Doing) -> Guess | None:
        name, last = f"story_step_{screen.name}", self.steps()[-1]
        if not (did.done and presenting()):
            st.markdown(linked(screen.task))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            step = st.segmented_control(
                screen.say("steps"),
                options=self.steps(),
                format_func=lambda step: self.words(screen, step),
                key=choice_key(name),
                on_change=did.play,
            )
            did.done = did.done or step == last
            if not did.done:
                st.button(
                    "Show the last one", type="tertiary", on_click=_skip, args=(did, name, last)
                )
        if step is None and (did.done or hidden("guess")):
            # With the control hidden there is nothing to choose with.
            step = last
        if step is None:
            return None
        if step not in did.seen:
            did.seen.append(step)
        return {"step": step}


def _skip(did: Doing, name: str, last: Any) -> None:
    choose({name: last})
    did.finish(None)
