"""From screen to screen: with buttons, or with the keys that a presenter's remote control sends."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from transfer_demo.lessons.story import Screen
from transfer_demo.ui.story.shown import show

_KEYS: Final = "story_keys"

_mount: Final = st.components.v2.component(
    "transfer_demo_story_keys",
    html='<p aria-live="polite"></p>',
    css="p { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; }",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def steps(screens: Sequence[Screen], number: int) -> None:
    """Draw the way to the screen before, to the next one and to each.

    Args:
        screens: all of them.
        number: of the one that is shown, from 1.
    """
    with st.container(key="steps", horizontal=True, vertical_alignment="center"):
        _step("Back", screens, number - 1, icon=":material/arrow_back:")
        with st.container(key="story_dots", horizontal=True, horizontal_alignment="center"):
            for place, screen in enumerate(screens, start=1):
                st.button(
                    str(place),
                    key=f"story_dot_{place}",
                    help=screen.title,
                    type="primary" if place == number else "secondary",
                    on_click=show,
                    args=(screen.name,),
                )
        _step("Next", screens, number + 1, icon=":material/arrow_forward:")


def listen(screens: Sequence[Screen], number: int) -> None:
    """Step when a key is pressed, and say aloud which screen is shown."""
    names = [screen.name for screen in screens]
    _mount(
        key=_KEYS,
        data={
            "names": names,
            "at": number - 1,
            "said": f"Screen {number} of {len(names)}: {screens[number - 1].title}",
        },
        on_open_change=lambda: _open(names),
    )


def _step(label: str, screens: Sequence[Screen], number: int, *, icon: str) -> None:
    possible = 1 <= number <= len(screens)
    st.button(
        label,
        key=f"story_{label.lower()}",
        icon=icon,
        icon_position="left" if label == "Back" else "right",
        disabled=not possible,
        on_click=show,
        args=(screens[number - 1].name,) if possible else ("",),
    )


def _open(names: Sequence[str]) -> None:
    asked: Any = st.session_state[_KEYS].get("open")
    if asked in names:
        show(asked)
