"""From place to place: with buttons, or with the keys that a presenter's remote control sends."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import streamlit as st

from transfer_demo.markdown import plain
from transfer_demo.ui.address.presenting import presenting
from transfer_demo.ui.address.selection import Selection

_KEYS: Final = "step_keys"
_PRESSES: Final = "step_presses"

_mount: Final = st.components.v2.component(
    "transfer_demo_step_keys",
    html='<p aria-live="polite"></p>',
    css="p { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; }",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


class Place(Protocol):
    """Where one can be: a screen of the story, a point of the walkthrough."""

    @property
    def name(self) -> str:
        """The word in the address."""
        ...

    @property
    def title(self) -> str:
        """The words on the screen."""
        ...


def place_of(
    places: Sequence[Place],
    selection: Selection,
    *,
    what: str,
    others: str = "the numbers at the bottom open the others",
) -> int:
    """Return the number, from 1, of the place in the address; say so if it has no such place.

    Its number in the address will do, too: that is what somebody types who has no link at hand.

    Args:
        places: all of them.
        selection: which one is shown.
        what: of all of them, as in "screen of the story".
        others: how one comes to the others.
    """
    names = [place.name for place in places]
    name, unknown = selection.one_of(names)
    by_number = dict(zip(map(str, range(1, len(names) + 1)), names, strict=True))
    if unknown in by_number:
        name, unknown = by_number[unknown], ""
        selection.select(name)
    number = names.index(name) + 1
    if unknown:
        st.warning(
            f"There is no {what} with the name “{plain(unknown[:40])}”. Below is number {number} "
            f"of {len(names)}; {others}.",
            icon=":material/link:",
        )
    return number


def steps(
    places: Sequence[Place], number: int, *, show: Callable[[str], None], kind: str = "Screen"
) -> None:
    """Draw the way to the place before, to the next one and to each; listen to keys.

    Args:
        places: all of them.
        number: of the one that is shown, from 1.
        show: is called with the name of the place to show.
        kind: what a screen reader calls a place.
    """
    with st.container(key="steps", horizontal=True, vertical_alignment="center"):
        _step("Back", places, number - 1, show=show, icon=":material/arrow_back:")
        with st.container(key="step_dots", horizontal=True, horizontal_alignment="center"):
            for position, place in enumerate(places, start=1):
                st.button(
                    str(position),
                    key=f"step_{position}",
                    help=place.title,
                    type="primary" if position == number else "secondary",
                    on_click=show,
                    args=(place.name,),
                )
        _step("Next", places, number + 1, show=show, icon=":material/arrow_forward:")
    _listen(places, number, show=show, kind=kind)


def _listen(
    places: Sequence[Place], number: int, *, show: Callable[[str], None], kind: str
) -> None:
    """Step when a key is pressed, and say aloud what is shown."""
    names = [place.name for place in places]

    def go() -> None:
        asked: Any = st.session_state[_KEYS].get("open")
        match asked:  # a browser can send anything
            case {"name": str(name), "presses": int(presses)} if name in names:
                st.session_state[_PRESSES] = presses
                show(name)

    _mount(
        key=_KEYS,
        data={
            "names": names,
            "at": number - 1,
            "presses": st.session_state.get(_PRESSES, 0),
            "presenting": presenting(),
            "said": f"{kind} {number} of {len(names)}: {places[number - 1].title}",
        },
        on_open_change=go,
    )


def _step(
    label: str, places: Sequence[Place], number: int, *, show: Callable[[str], None], icon: str
) -> None:
    possible = 1 <= number <= len(places)
    st.button(
        label,
        key=f"step_{label.lower()}",
        icon=icon,
        icon_position="left" if label == "Back" else "right",
        disabled=not possible,
        on_click=show,
        args=(places[number - 1].name,) if possible else ("",),
    )
