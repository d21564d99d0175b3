"""A guess before the result: who commits to one sees more in it. Nobody has to."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.spec import Backbone
from transfer_demo.studies import catch_up

_ENDS: Final = {1: "As many", catch_up.NEVER: f"Not within {catch_up.FACTORS[-1]}"}
_NOT_A_MUST = "Press it again to take it back. Without a guess, the study runs all the same."


def guess_depth(backbone: Backbone) -> int | None:
    """Ask which depth will be best."""
    return st.container(key="guess").pills(
        "Your guess: with how many frozen stages will fine-tuning be best?",
        options=range(len(backbone.stages) + 1),
        key=f"guess_depth_{backbone.name}",
        help=_NOT_A_MUST,
    )


def guess_images(sizes: Sequence[int]) -> int | None:
    """Ask with how few images fine-tuning will do what scratch does with all."""
    if not sizes:
        return None
    return st.container(key="guess").pills(
        "Your guess: with how many images a class will fine-tuning reach what scratch reaches "
        f"with {sizes[-1]}?",
        options=sizes,
        key="guess_images",
        help=_NOT_A_MUST,
    )


def guess_catch_up() -> int | None:
    """Ask with how many times the epochs scratch will reach fine-tuning."""
    return st.container(key="guess").pills(
        "Your guess: with how many times the epochs does scratch reach fine-tuning?",
        options=(*catch_up.FACTORS, catch_up.NEVER),
        format_func=lambda factor: f"{factor} times" if factor > 1 else _ENDS[factor],
        key="guess_catch_up",
        help=_NOT_A_MUST,
    )


def bet(names: Sequence[str]) -> str | None:
    """Ask which network will be best after fine-tuning."""
    return st.container(key="guess").pills(
        "Your bet: which one will be best after fine-tuning?",
        options=names,
        format_func=lambda name: catalogue.get(name).title,
        key="guess_backbone",
        help=_NOT_A_MUST,
    )
