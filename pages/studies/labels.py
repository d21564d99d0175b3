"""How few images? Fine-tuning and scratch with ever more images of each class."""

import streamlit as st

from transfer_demo.studies.asking import ask_labels
from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.images.choose_images import choose_images
from transfer_demo.ui.lab.choose_plan import (
    choose_backbone,
    choose_depth,
    choose_training,
    chosen_plan,
)
from transfer_demo.ui.studies.guesses import guess_images
from transfer_demo.ui.studies.study_choices import choose_seeds, sizes_of
from transfer_demo.ui.studies.study_page import introduce, show

open_choices()
introduce("labels")
choices, answer = choices_and_result()
with choices:
    with st.container(key="images", border=True):
        images = choose_images()
    with st.container(key="network", border=True):
        choose_depth(choose_backbone(), classes=max(len(images.classes), 2))
    with st.container(key="training", border=True):
        choose_training()
        seeds = choose_seeds()
with answer:
    show(
        "labels",
        ask=lambda: ask_labels(images, chosen_plan(), seeds=seeds),
        guess=guess_images(sizes_of(images)),
    )
