"""A guess before the result: who commits to one sees more in it. Nobody has to."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.spec import Backbone

_NOT_A_MUST = "Press it again to take it back. Without a guess, the study runs all the same."


def guess_depth(backbone: Backbone) -> Mapping[str, Any] | None:
    """Ask which depth will be best."""
    guessed = st.container(key="guess").pills(
        "Your guess: with how many frozen stages will fine-tuning be best?",
        options=range(len(backbone.stages) + 1),
        key=f"guess_depth_{backbone.name}",
        help=_NOT_A_MUST,
    )
    return None if guessed is None else {"frozen_stages": guessed}


def guess_images(sizes: Sequence[int]) -> Mapping[str, Any] | None:
    """Ask with how few images fine-tuning will do what scratch does with all."""
    if not sizes:
        return None
    guessed = st.container(key="guess").pills(
        "Your guess: with how many images a class will fine-tuning reach what scratch reaches "
        f"with {sizes[-1]}?",
        options=sizes,
        key="guess_images",
        help=_NOT_A_MUST,
    )
    return None if guessed is None else {"images_per_class": guessed}


def bet(names: Sequence[str]) -> Mapping[str, Any] | None:
    """Ask which network will be best after fine-tuning."""
    guessed = st.container(key="guess").pills(
        "Your bet: which one will be best after fine-tuning?",
        options=names,
        format_func=lambda name: catalogue.get(name).title,
        key="guess_backbone",
        help=_NOT_A_MUST,
    )
    return None if guessed is None else {"backbone": guessed}
