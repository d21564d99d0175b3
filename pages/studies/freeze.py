"""How many layers? Accuracy with the first 0, 1, 2, ... stages frozen."""

import streamlit as st

from transfer_demo.studies.asking import ask_freeze
from transfer_demo.ui.elements.columns import choices_and_result
from transfer_demo.ui.elements.published import show_yosinski
from transfer_demo.ui.frame.opening import open_choices
from transfer_demo.ui.images.choose_images import choose_images
from transfer_demo.ui.lab.choose_plan import choose_backbone, choose_training, chosen_plan
from transfer_demo.ui.studies.guesses import guess_depth
from transfer_demo.ui.studies.study_choices import choose_seeds, choose_variants
from transfer_demo.ui.studies.study_page import introduce, show
from transfer_demo.ui.studies.to_lab import offer_depth

open_choices()
introduce("freeze")
choices, answer = choices_and_result()
with choices:
    with st.container(key="images", border=True):
        images = choose_images()
    with st.container(key="network", border=True):
        backbone = choose_backbone()
    with st.container(key="training", border=True):
        choose_training()
        seeds = choose_seeds()
        variants = choose_variants()
with answer:
    show(
        "freeze",
        ask=lambda: ask_freeze(images, chosen_plan(), seeds=seeds, variants=variants),
        guess=guess_depth(backbone),
        below=offer_depth,
    )
    with st.expander(
        "What Yosinski et al. measured in 2014", icon=":material/menu_book:", key="published"
    ):
        show_yosinski()
