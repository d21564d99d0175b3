"""The Lab: choose images and a network, press one button, and watch two trainings race."""

import streamlit as st

from transfer_demo.ui.address.selection import RUN
from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.images.choose_images import choose_images
from transfer_demo.ui.images.removal import where_data_stays
from transfer_demo.ui.lab.choose_plan import choose_backbone, choose_depth, choose_training
from transfer_demo.ui.lab.introduction import introduction
from transfer_demo.ui.lab.run_control import delete_control, keep_longer, run_controls

open_choices()
st.title("Lab", anchor=False)
st.markdown(
    linked(
        "Two trainings race on your photos: **fine-tuning** a pretrained network, and the same "
        "network **from scratch**. Every number is measured while you watch."
    )
)
choices, race = choices_and_result()
with choices:
    with st.container(key="images", border=True):
        images = choose_images()
    with st.container(key="network", border=True):
        choose_depth(choose_backbone(), classes=max(len(images.classes), 2))
    with st.container(key="training", border=True):
        choose_training()
with race:
    record = run_controls(images)
    if record is None:
        introduction()
    else:
        # Not above: what draws charts takes longer to load than all the rest of a first visit.
        from transfer_demo.ui.lab.live_race import show_live

        show_live(record)
        with st.container(horizontal=True, vertical_alignment="center"):
            delete_control(record, forget=lambda: RUN.select(None))
            keep_longer(record)
    where_data_stays()
