"""Weights that are missing are downloaded before a training starts, and the page shows how far."""

from collections.abc import Iterable

import streamlit as st

from transfer_demo.backbones import weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.executors.scheduler import scheduler_address


def bring_weights(names: Iterable[str]) -> None:
    """Download what is missing of the weights of these backbones, and show how far that is.

    Raises:
        WeightsMissing: they are not here and cannot be downloaded.
    """
    if scheduler_address() is None:
        weights.bring(names, download=_download)


def _download(backbone: Backbone) -> None:
    text = f"Downloading the weights of {backbone.title}..."
    bar = st.progress(0.0, text=text)

    def show(done: int, total: int) -> None:
        bar.progress(min(done / total, 1.0), text=text)

    try:
        weights.fetch(backbone, show)
    finally:
        bar.empty()
