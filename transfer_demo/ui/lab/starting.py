"""What has to be seen to before trainings start: a second click, and weights that are missing."""

import math
import time
from collections.abc import Iterable
from typing import Final

import streamlit as st

from transfer_demo.backbones import weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.executors.scheduler import scheduler_address

_DOUBLE_CLICK_SECONDS: Final = 1.0


def is_second_click(name: str) -> bool:
    """Say whether this click on a button is the second one of a double click.

    It arrives when the first one has been dealt with.
    """
    clicked = st.session_state.get(f"clicked_{name}", -math.inf)
    return time.monotonic() - float(clicked) < _DOUBLE_CLICK_SECONDS


def note_click(name: str) -> None:
    """Note that a click on a button has been dealt with."""
    st.session_state[f"clicked_{name}"] = time.monotonic()


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
