"""The page "Try a photo": what both networks of a race say of any photo, side by side."""

from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.errors import UnknownRun
from transfer_demo.images.dataset import Example, LabelledImages
from transfer_demo.markdown import plain
from transfer_demo.plan import ARM_NAMES
from transfer_demo.store.runs.record import UNFINISHED, RunRecord
from transfer_demo.ui.address.navigation import LAB
from transfer_demo.ui.address.selection import RUN
from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.elements.photo_picker import pick_photos
from transfer_demo.ui.elements.unknown_address import explain_unknown_address
from transfer_demo.ui.inside.answers_panel import show_answers
from transfer_demo.ui.inside.asked import Models, models_of
from transfer_demo.ui.inside.phone import offer_phone
from transfer_demo.ui.inside.tried_photos import (
    bring_photos,
    forget_tried,
    show_refused,
    tried_photos,
)
from transfer_demo.ui.server import services, session
from transfer_demo.wording import first_of

# More would be a page that nobody scrolls through.
_MOST_HELD_OUT: Final = 120
_CLASSES: Final = 12


def try_photo() -> None:
    """Draw the page."""
    token = RUN.token()
    record = _record(token)
    if record is None:
        if token:
            explain_unknown_address("run", RUN)
        else:
            st.info("There is nothing to ask yet: start a race in the Lab, and come back.")
        st.page_link(LAB, label="To the Lab", icon=":material/science:")
        return
    st.caption(_summary(record))
    models = models_of(record)
    if problem := _missing(record, models):
        st.info(problem, icon=":material/info:")
    if not models.files:
        st.page_link(LAB, label="To the race", icon=":material/science:")
        return
    _ask_about_photos(models)


def _ask_about_photos(models: Models) -> None:
    images = services.store().images(models.run.token)
    choices, result = choices_and_result(choices_first=True)
    with choices:
        with st.container(key="try_photos", border=True):
            bring_photos()
            held_out = _choose_held_out(models.run, images)
        with st.container(horizontal=True):
            offer_phone(models.run.token)
            if tried_photos() and st.button("Forget these photos", icon=":material/delete:"):
                forget_tried()
                st.rerun()
    with result:
        show_refused()
        show_answers(models, images, [*tried_photos(), *held_out])


def _choose_held_out(record: RunRecord, images: LabelledImages) -> list[Example]:
    """Let its owner choose validation images; a link does not show them to others."""
    if not session.is_mine(record):
        return []
    shown = st.expander("A validation image", key="try_held_out", on_change="rerun")
    if not shown.open:
        return []
    with shown:
        some = images.validation[:_MOST_HELD_OUT]
        chosen = pick_photos(some, label="Validation images", key=f"held_out_{record.token}")
    by_digest = {example.picture.digest: example for example in some}
    return [by_digest[digest] for digest in chosen]


def _record(token: str | None) -> RunRecord | None:
    try:
        return services.store().record(token) if token else None
    except UnknownRun:
        return None


def _missing(record: RunRecord, models: Models) -> str:
    """Say which networks are not there, and why."""
    gone = [ARM_NAMES[arm] for arm in record.plan.arms if arm not in models.files]
    if not gone:
        return ""
    if record.status in UNFINISHED:
        return "This race is not over yet. Its networks can be asked when it is."
    names = " and ".join(gone)
    return (
        f"What {names} has trained is not kept: it did not reach its end, is of an earlier "
        "version, or had to make room for others. Start the race again with the same choices to "
        "have it."
    )


def _summary(record: RunRecord) -> str:
    backbone = catalogue.get(record.plan.backbone)
    number = len(record.classes)
    return plain(
        f"{backbone.title} · {record.plan.frozen_stages} of {len(backbone.stages)} stages frozen · "
        f"{record.plan.image_size_px} px · {number} classes: {first_of(record.classes, _CLASSES)}"
    )
