"""Does scratch catch up? Ever longer trainings from scratch beside one fine-tuning."""

import streamlit as st

from transfer_demo.studies.asking import ask_catch_up
from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.elements.published import show_catching_up
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.images.choose_images import choose_images
from transfer_demo.ui.lab.choose_plan import (
    choose_backbone,
    choose_depth,
    choose_training,
    chosen_plan,
)
from transfer_demo.ui.studies.guesses import guess_catch_up
from transfer_demo.ui.studies.study_choices import choose_seeds, tell_work
from transfer_demo.ui.studies.study_page import introduce, show
from transfer_demo.ui.studies.to_lab import offer_length

open_choices()
introduce("catch-up")
choices, answer = choices_and_result()
with choices:
    with st.container(key="images", border=True):
        images = choose_images()
    with st.container(key="network", border=True):
        choose_depth(choose_backbone(), classes=max(len(images.classes), 2))
    with st.container(key="training", border=True):
        choose_training(scratch_longer=False)
        seeds = choose_seeds()
        tell_work(images, seeds=seeds)
with answer:
    show(
        "catch-up",
        ask=lambda: ask_catch_up(images, chosen_plan(), seeds=seeds),
        guess=guess_catch_up(),
        below=offer_length,
    )
    with st.expander("What others have found", icon=":material/menu_book:", key="published"):
        show_catching_up()
