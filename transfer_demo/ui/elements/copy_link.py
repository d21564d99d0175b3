"""The button "Copy link": the address of the Lab with the same choices, without the images."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from transfer_demo.link import to_query
from transfer_demo.plan import Plan

_HERE: Final = Path(__file__).parent
_CHOICES: Final = "choices_of_page"


def script(file: Path) -> str:
    """Return the script of a component that can copy a text."""
    copying = _HERE / "copying.js"
    return "".join(part.read_text(encoding="utf-8") for part in (copying, file))


def sheet() -> str:
    """Return the look of a button that copies and of what it says."""
    return (_HERE / "copy_link.css").read_text(encoding="utf-8")


_mount: Final = st.components.v2.component(
    "transfer_demo_copy_link",
    html='<div><button type="button">Copy link</button><output aria-live="polite"></output></div>',
    css=sheet(),
    js=script(_HERE / "copy_link.js"),
)


def copy_link(
    plan: Plan, *, images: str, further: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Draw the button. The link says nothing of a run: whoever gets it sees no images.

    Args:
        plan: the choices of the plan.
        images: which images are chosen.
        further: parameters for what is no part of a plan.
    """
    choices = {**to_query(plan, images=images), **further}
    # What is usual for some images is not for others, so it is said whichever it is.
    choices["augmentation"] = plan.augmentation
    st.session_state[_CHOICES] = choices
    query = urlencode(choices, safe=",")
    _mount(key="copy_link", data={"query": f"?{query}"})


def choices_of_page() -> dict[str, str]:
    """Return the choices in the link of the page that was just drawn, once; others have none."""
    choices: dict[str, str] = st.session_state.pop(_CHOICES, {})
    return choices
