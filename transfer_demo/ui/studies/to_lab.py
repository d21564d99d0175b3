"""From a study to the Lab, with what it found."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.plan import ARMS, Plan, default_frozen_stages
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.catch_up import CatchUp
from transfer_demo.studies.freeze import FreezeDepth, stages_words
from transfer_demo.studies.ranking import BackboneRanks
from transfer_demo.ui.address.selection import RUN
from transfer_demo.ui.lab.choose_plan import set_choices
from transfer_demo.wording import times_the_epochs

LAB: Final = Path("pages/lab/lab.py")
_ASKED: Final = "lab_asked"


def offer_depth(record: StudyRecord, result: FreezeDepth) -> None:
    """Offer to race with the depth that was best."""
    if result.best is not None:
        plan = replace(record.plan, frozen_stages=result.best)
        _button(
            "Use this depth in the Lab", plan, help=f"{stages_words(result.best)}, the best so far"
        )


def offer_backbone(record: StudyRecord, result: BackboneRanks) -> None:
    """Offer to race with the network that was best."""
    if result.best is not None:
        name = result.best.name
        frozen = default_frozen_stages(len(catalogue.get(name).stages))
        plan = replace(record.plan, backbone=name, frozen_stages=frozen)
        _button("Use this CNN in the Lab", plan, help=f"{result.best.title}, the best so far")


def offer_length(record: StudyRecord, result: CatchUp) -> None:
    """Offer to race with as many epochs from scratch as it needs to catch up."""
    if result.caught is not None:
        plan = replace(record.plan, scratch_epochs_factor=result.caught)
        _button("Use this length in the Lab", plan, help=times_the_epochs(result.caught))


def go_where_asked() -> None:
    """Open the Lab if a button asked for it: a page cannot be left while a click is dealt with."""
    if st.session_state.pop(_ASKED, False):
        st.switch_page(LAB)


def _button(label: str, plan: Plan, *, help: str) -> None:
    st.button(label, icon=":material/science:", help=help, on_click=_ask_for_lab, args=(plan,))


def _ask_for_lab(plan: Plan) -> None:
    """Set the choices of the Lab, before any widget of theirs is drawn, and show no run there."""
    set_choices(replace(plan, arms=ARMS))
    RUN.select(None)
    st.session_state[_ASKED] = True
