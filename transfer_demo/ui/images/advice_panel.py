"""What could make the result worthless, and what to do about it: it warns and never blocks."""

import streamlit as st

from transfer_demo.images.advice import advise
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.markdown import plain
from transfer_demo.ui.server import session
from transfer_demo.ui.server.derived import derived


def show_advice(images: ImageSet, parts: LabelledImages | None) -> None:
    """Show one line for each thing to know before training."""
    weighted = session.choice("class_weights") == "balanced"
    found = derived(
        "advice",
        parts or images,  # new images make new parts
        given=weighted,
        make=lambda: advise(images, parts, plan_weights=weighted),
    )
    if not found:
        return
    st.warning(
        "**Before you train**\n\n" + "\n".join(f"- {plain(advice.text)}" for advice in found),
        icon=":material/tips_and_updates:",
    )
    if any(advice.kind == "imbalance" for advice in found):
        st.button("Use class weights", on_click=_use_class_weights)


def _use_class_weights() -> None:
    session.choose({"class_weights": "balanced"})
