"""The samples that the app brings, loaded once for everybody."""

from functools import lru_cache

import streamlit as st

from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.samples import SAMPLES


@st.cache_resource(show_spinner=False)
def sample(name: str) -> ImageSet:
    """Return the photos of a sample, by its key; everybody shares them."""
    return SAMPLES[name].load()


@lru_cache
def pictures_of_samples() -> frozenset[str]:
    """Return the digests of all pictures that the app brings: they are nobody's own."""
    return frozenset(photo.picture.digest for name in SAMPLES for photo in sample(name).photos)
