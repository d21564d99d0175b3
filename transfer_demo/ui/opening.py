"""How the app opens: with the choices of a link, of what is in the address, or the usual ones."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

import streamlit as st

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.errors import TransferDemoError
from transfer_demo.link import from_query
from transfer_demo.plan import Plan
from transfer_demo.studies.asking import available
from transfer_demo.ui import services, session
from transfer_demo.ui.choose_images import usual_augmentation
from transfer_demo.ui.choose_plan import set_choices
from transfer_demo.ui.plain import plain
from transfer_demo.ui.shown import RUN, STUDY_PARAMETER

# One training on few images is noise, and more than three take long on a small machine.
_SEEDS: Final = 3
_IN_A_LINK: Final = {"images", *(field.name for field in fields(Plan))}


def open_choices() -> None:
    """Set all choices at a visitor's first look, and say what of a link could not be taken."""
    if session.first_visit():
        query = st.query_params.to_dict()
        stages = {name: len(backbone.stages) for name, backbone in CATALOGUE.items()}
        plan, images, notes = from_query(query, stages=stages)
        seeds = _SEEDS
        if not _IN_A_LINK & query.keys():
            plan, seeds = _of_what_is_shown(query) or (plan, seeds)
        set_choices(plan)
        session.choose({"images": images, "x_axis": "epoch"})
        session.choose({"seeds": seeds, "backbones": list(available())})
        if "images" in query and "augmentation" not in query:
            session.choose({"augmentation": usual_augmentation(images)})
        st.session_state.link_notes = notes
    for note in st.session_state.get("link_notes", ()):
        st.warning(plain(note), icon=":material/link:")


def _of_what_is_shown(query: Mapping[str, str]) -> tuple[Plan, int] | None:
    """Return the plan and the number of seeds of the run or study in the address."""
    try:
        if RUN.parameter in query:
            return services.store().record(query[RUN.parameter]).plan, _SEEDS
        if STUDY_PARAMETER in query:
            study = services.store().studies.record(query[STUDY_PARAMETER])
            return study.plan, len(study.seeds)
    except TransferDemoError:
        pass  # the page says so where it would be shown
    return None
