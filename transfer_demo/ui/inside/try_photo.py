"""The page "Try a photo": what both networks of a race say of any photo, side by side."""

from typing import Final

import streamlit as st

from transfer_demo.images.dataset import Example, LabelledImages
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.elements.photo_picker import pick_photos
from transfer_demo.ui.inside.answers_panel import show_answers
from transfer_demo.ui.inside.asked import Models, held_out, spread
from transfer_demo.ui.inside.phone import offer_phone
from transfer_demo.ui.inside.shown_run import shown_run
from transfer_demo.ui.inside.tried_photos import (
    any_tried,
    bring_photos,
    forget_tried,
    show_refused,
    tried_photos,
)
from transfer_demo.ui.server import session

# More would be a page that nobody scrolls through.
_MOST_HELD_OUT: Final = 120


def try_photo() -> None:
    """Draw the page."""
    shown = shown_run()
    if shown is not None:
        _ask_about_photos(shown.models, shown.images)


def _ask_about_photos(models: Models, images: LabelledImages) -> None:
    # Not those of the Lab: presenter view hides choices, and here a class brings its photos.
    ways_in, result = st.columns([5, 7], gap="large")
    with ways_in:
        with st.container(key="try_photos", border=True):
            bring_photos()
            chosen = _choose_held_out(models.run, images)
        with st.container(horizontal=True):
            offer_phone(models.run.token)
            if any_tried() and st.button("Forget these photos", icon=":material/delete:"):
                forget_tried()
                st.rerun()
    with result:
        show_refused()
        show_answers(models, images, [*tried_photos(), *chosen])


def _choose_held_out(record: RunRecord, images: LabelledImages) -> list[Example]:
    """Let its owner choose validation images; a link does not show them to others."""
    if not session.is_mine(record):
        return []
    some = spread(held_out(images), _MOST_HELD_OUT)
    by_digest = {example.picture.digest: example for example in some}
    kept = f"held_out_chosen_{record.token}"
    before: list[str] = st.session_state.get(kept, [])
    shown = st.expander("A validation image", key="try_held_out", on_change="rerun")
    if not shown.open:
        return [by_digest[digest] for digest in before]
    with shown:
        if len(some) < len(images.validation):
            st.caption(f"{len(some)} of {len(images.validation):,}, some of each class.")
        chosen = pick_photos(
            some, label="Validation images", key=f"held_out_{record.token}", chosen=before
        )
    st.session_state[kept] = chosen
    return [by_digest[digest] for digest in chosen]
