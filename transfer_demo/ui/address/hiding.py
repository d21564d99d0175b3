"""Controls that a link can hide: `?hide=guess,loss`, as in TensorFlow's Playground.

A teacher takes away what would distract, or what would tell the answer. What is hidden works as
it would otherwise; it is not there for the eye, the keyboard and the screen reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from transfer_demo.markdown import plain
from transfer_demo.ui.address.presenting import WITHOUT, presenting
from transfer_demo.ui.address.sticky import HIDE


@dataclass(frozen=True)
class Control:
    """Something on a page: what it is called, and where it is, unless in a container of its name.

    The words follow "hide": in small letters.
    """

    words: str
    selector: str = ""


# By their names in a link. Most are the key of an `st.container`; not every page has each.
CONTROLS: Final[Mapping[str, Control]] = {
    "menu": Control("the menu", ".stAppHeader, .stSidebar"),
    "choices": Control("all choices", ".stColumn:has(.st-key-choices)"),
    "images": Control("the choice of images"),
    "network": Control("the choice of the network"),
    "training": Control("the choices for training"),
    "guess": Control("the guess"),
    "link": Control("Copy link", ".st-key-copy_link"),
    "earlier": Control("earlier studies"),
    "steps": Control("the steps"),
    "figure": Control("the figure"),
    "verdict": Control("the verdict"),
    "answer": Control("the answer"),
    "loss": Control("the loss"),
    "mistakes": Control("what was taken for what"),
    "next": Control("what can be done after a race"),
    "matrices": Control("the confusion matrices"),
    "pairs": Control("what is mixed up most"),
    "surest": Control("the surest mistakes"),
    "try_photos": Control("the ways to bring a photo"),
    "not_sure": Control("when a network is not sure"),
    "numbers": Control("all numbers"),
    "published": Control("what others measured"),
    "sources": Control("the sources"),
    "delete": Control("the button to delete"),
    "data": Control("where data stays"),
    "teach": Control("Teach with this page"),
}


def hidden(name: str) -> bool:
    """Say whether a control is hidden."""
    return name in all_hidden()


def all_hidden() -> frozenset[str]:
    """Return what is hidden, by the link or because the page is shown to a class."""
    return frozenset(_asked()).union(WITHOUT if presenting() else ())


def selector_of(name: str) -> str:
    """Return the CSS selector of a control."""
    return CONTROLS[name].selector or f".st-key-{name}"


def apply() -> None:
    """Hide what is to be hidden."""
    away = all_hidden()
    selectors = [selector_of(name) for name in CONTROLS if name in away]
    if selectors:
        st.html(f"<style>{', '.join(selectors)} {{ display: none !important; }}</style>")


def explain_unknown() -> None:
    """Say which names of the link are not known. The rest of the link holds."""
    unknown = [name for name in _asked() if name not in CONTROLS]
    if unknown:
        named = ", ".join(f"“{name[:30]}”" for name in unknown[:5])
        st.caption(
            plain(
                f"The link hides {named}, which this app does not know. "
                f"It knows: {', '.join(CONTROLS)}."
            )
        )


def _asked() -> list[str]:
    return [name for part in HIDE.text().split(",") if (name := part.strip())]
