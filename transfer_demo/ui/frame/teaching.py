"""For teachers, below every page: presenter view, and a link that hides some of the controls."""

from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from transfer_demo.ui.address.hiding import CONTROLS, all_hidden, selector_of
from transfer_demo.ui.address.presenting import present
from transfer_demo.ui.address.selection import RUN, STUDY_PARAMETER
from transfer_demo.ui.address.sticky import ALL
from transfer_demo.ui.elements.copy_link import choices_of_page, script, sheet

_HERE: Final = Path(__file__).parent

_mount: Final = st.components.v2.component(
    "transfer_demo_teaching",
    html='<section class="all"><fieldset><legend>A link to this page that hides</legend></fieldset>'
    '<label class="whole"><input type="checkbox" name="view">and opens in presenter view</label>'
    '<div><button type="button">Copy this link</button>'
    '<output class="link" aria-live="polite"></output></div></section>',
    css=sheet() + (_HERE / "teaching.css").read_text(encoding="utf-8"),
    js=script(_HERE / "teaching.js"),
)


def teach() -> None:
    """Offer what a teacher needs to show this page to a class, or to send it to one."""
    query, away = _query(), all_hidden()
    with (
        st.container(key="teach", horizontal_alignment="right"),
        st.popover("Teach with this page", icon=":material/co_present:", type="tertiary"),
    ):
        st.button(
            "Presenter view",
            key="present",
            icon=":material/fullscreen:",
            help="Large type for a projector, and no menu. A button below leads back.",
            on_click=present,
        )
        _mount(
            key="teaching",
            data={
                "query": query,
                "controls": [
                    {
                        "name": name,
                        "words": control.words,
                        "selector": selector_of(name),
                        "hidden": name in away,
                    }
                    for name, control in CONTROLS.items()
                ],
            },
        )


def _query() -> str:
    """Return what leads to this page as it is: its own parameters, or else its choices.

    A run or a study that is shown has its own choices.
    """
    own = st.query_params.to_dict()
    choices = choices_of_page()
    if not {RUN.parameter, STUDY_PARAMETER} & own.keys():
        own = {**own, **choices}
    for sticky in ALL:
        own.pop(sticky.parameter, None)
    return urlencode(own, safe=",")
