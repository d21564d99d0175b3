"""A visitor's own images: the ways in, what came of them, and the tools to put them right."""

import streamlit as st

from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.duplicates import without_conflicts
from transfer_demo.markdown import plain
from transfer_demo.ui.images.album import album, cached, problem
from transfer_demo.ui.images.begin_reading import busy
from transfer_demo.ui.images.gallery import gallery
from transfer_demo.ui.images.look_alikes import look_alikes
from transfer_demo.ui.images.reading_panel import reading_panel
from transfer_demo.ui.images.removal import remove_images_control
from transfer_demo.ui.images.ways_in import ways_in


def own_images() -> ImageSet:
    """Draw the controls, and return the images that can be trained on; there may be none."""
    images = album()
    ways_in(images)
    reading_panel()
    if problem():
        st.error(plain(problem()), icon=":material/error:")
    if not busy():  # to compare all photos takes a while, and more are coming
        look_alikes(images)
    gallery(images)
    if images.classes or images.others or images.rejected:
        remove_images_control()
    usable: ImageSet = cached("usable", lambda _: without_conflicts(album()))
    return usable
