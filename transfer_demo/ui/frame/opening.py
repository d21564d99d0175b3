"""How the app opens: with the choices of a link, of what is in the address, or the usual ones."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

import streamlit as st

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.errors import TransferDemoError
from transfer_demo.link import from_query
from transfer_demo.markdown import plain
from transfer_demo.plan import Plan
from transfer_demo.ui.address.selection import RUN, STUDY_PARAMETER
from transfer_demo.ui.images.choose_images import usual_augmentation
from transfer_demo.ui.images.made_on import made_on
from transfer_demo.ui.lab import race_guess
from transfer_demo.ui.lab.choose_plan import set_choices
from transfer_demo.ui.server import services, session
from transfer_demo.ui.studies import study_link

_IN_A_LINK: Final = {
    "images",
    *study_link.PARAMETERS,
    *(field.name for field in fields(Plan)),
}


def open_choices() -> None:
    """Set all choices at a visitor's first look, and say what of a link could not be taken."""
    if session.first_visit():
        query = st.query_params.to_dict()
        stages = {name: len(backbone.stages) for name, backbone in CATALOGUE.items()}
        plan, images, notes = from_query(query, stages=stages)
        further, more_notes = study_link.from_query(query)
        guess_first, guess_notes = race_guess.read_link(query)
        if not _IN_A_LINK & query.keys():
            plan, images, further = _of_what_is_shown(query) or (plan, images, further)
        set_choices(plan)
        race_guess.set_guess_first(guess_first)
        session.choose({"images": images, "x_axis": "epoch", **further})
        if "images" in query and "augmentation" not in query:
            session.choose({"augmentation": usual_augmentation(images)})
        st.session_state.link_notes = (*notes, *more_notes, *guess_notes)
    for note in st.session_state.get("link_notes", ()):
        st.warning(plain(note), icon=":material/link:")


def _of_what_is_shown(query: Mapping[str, str]) -> tuple[Plan, str, dict[str, Any]] | None:
    """Return the choices of the run or the study in the address: plan, images, and the rest."""
    try:
        if RUN.parameter in query:
            run = services.store().record(query[RUN.parameter])
            guessed = {"guess_first": True} if race_guess.guess_of(run) else {}
            return run.plan, made_on(run), study_link.usual_choices() | guessed
        if STUDY_PARAMETER in query:
            studies, token = services.store().studies, query[STUDY_PARAMETER]
            study = studies.record(token)
            further = study_link.of_study(study.seeds, studies.cells(token))
            return study.plan, made_on(study), further
    except TransferDemoError:
        pass  # the page says so where it would be shown
    return None
