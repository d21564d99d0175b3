"""From a study to the Lab, with what it found."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.plan import ARMS, Plan
from transfer_demo.store.studyrecord import StudyRecord
from transfer_demo.studies.freeze import FreezeDepth, stages_words
from transfer_demo.studies.ranking import BackboneRanks
from transfer_demo.ui.choose_plan import set_choices
from transfer_demo.ui.shown import RUN

LAB: Final = Path("pages/lab/lab.py")


def offer_depth(record: StudyRecord, result: FreezeDepth) -> None:
    """Offer to race with the depth that was best."""
    if result.best is not None and st.button(
        f"Use {stages_words(result.best)} in the Lab", icon=":material/science:"
    ):
        go_to_lab(replace(record.plan, frozen_stages=result.best))


def offer_backbone(record: StudyRecord, result: BackboneRanks) -> None:
    """Offer to race with the network that was best."""
    best = result.best
    if best is not None and st.button(f"Use {best.title} in the Lab", icon=":material/science:"):
        go_to_lab(replace(record.plan, backbone=best.name, frozen_stages=None))


def go_to_lab(plan: Plan) -> None:
    """Open the Lab with these choices, and no run yet."""
    set_choices(replace(plan, arms=ARMS))
    RUN.show(None)
    st.switch_page(LAB)
