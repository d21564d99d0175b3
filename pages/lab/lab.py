"""The Lab: choose images and a network, press one button, and watch two trainings race."""

import streamlit as st

from transfer_demo.ui import session
from transfer_demo.ui.choose_images import choose_images
from transfer_demo.ui.choose_plan import choose_backbone, choose_training, chosen_plan
from transfer_demo.ui.copy_link import copy_link
from transfer_demo.ui.introduction import introduction
from transfer_demo.ui.live import show_live, summary
from transfer_demo.ui.opening import open_lab
from transfer_demo.ui.run_control import (
    delete_control,
    shown_record,
    start_button,
    start_problem,
    stop_button,
    where_data_stays,
)

open_lab()
st.title("Lab", anchor=False)
st.markdown(
    "Two trainings race on your photos: **fine-tuning** a pretrained network, and the same network "
    "**from scratch**. Every number is measured while you watch."
)
with st.container(key="lab"):
    left, right = st.columns([5, 7], gap="large")
with left:
    with st.container(border=True):
        images = choose_images()
    with st.container(border=True):
        choose_backbone(classes=max(len(images.classes), 2))
    with st.container(border=True):
        choose_training()
with right:
    with st.container(horizontal=True, vertical_alignment="top"):
        start_button(images)
        record = shown_record()
        stop_button(record)
        copy_link(chosen_plan(), images=session.choice("images"))
    start_problem()
    if record is None:
        introduction()
    else:
        show_live(record)
        st.caption(summary(record))
        delete_control(record)
    where_data_stays()
