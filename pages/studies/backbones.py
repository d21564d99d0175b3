"""Which CNN? Scores from one look at the images, a bet, and what fine-tuning really gives."""

import streamlit as st

from transfer_demo.studies.asking import ask_scores
from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.images.choose_images import choose_images
from transfer_demo.ui.lab.choose_plan import choose_training, chosen_plan
from transfer_demo.ui.studies.bets import place_bet
from transfer_demo.ui.studies.study_choices import choose_backbones, choose_seeds
from transfer_demo.ui.studies.study_page import introduce, show
from transfer_demo.ui.studies.to_lab import offer_backbone

open_choices()
introduce("backbones")
choices, answer = choices_and_result()
with choices:
    with st.container(key="images", border=True):
        images = choose_images()
    with st.container(key="network", border=True):
        names = choose_backbones()
    with st.container(key="training", border=True):
        choose_training(scratch_longer=False)
        seeds = choose_seeds()
with answer:
    show(
        "backbones",
        ask=lambda: ask_scores(images, chosen_plan(), seeds=seeds, names=names),
        between=place_bet,
        below=offer_backbone,
    )
