"""The picture of the stages: which are frozen, which are trained, and the new head."""

import html
from typing import Final

import streamlit as st

from transfer_demo.backbones.spec import Backbone
from transfer_demo.ui.elements.terms import linked_html
from transfer_demo.wording import in_millions

_KEY: Final = (
    '<div class="stages-key"><span><i class="frozen"></i>frozen</span>'
    '<span><i class="trained"></i>trained</span><span><i class="head"></i>new head</span></div>'
)


def show_stages(
    backbone: Backbone, *, frozen_stages: int, classes: int, counted: bool = True
) -> None:
    """Show the stages in order from the image, and how much of the network is trained.

    Args:
        backbone: whose stages.
        frozen_stages: how many of them.
        classes: that the head tells apart.
        counted: whether to say how many parameters are trained.
    """
    blocks = [
        _block(stage.name, stage.parameters, "frozen" if place < frozen_stages else "trained")
        for place, stage in enumerate(backbone.stages)
    ]
    head = backbone.head_parameters(classes)
    trainable = backbone.trainable_parameters(frozen_stages, classes)
    total = backbone.parameters + head
    share = _share(trainable / total)
    count = (
        f'<p class="stages-sum"><b>{trainable:,}</b> of {total:,} parameters are trained ({share}).'
        "</p>"
    )
    st.html(
        f'<div class="stages" role="img" aria-label="{_in_words(backbone, frozen_stages)}">'
        f"{''.join(blocks)}{_block('head', head, 'head')}</div>"
        f"{linked_html(_KEY)}{count if counted else ''}"
    )


def _block(name: str, parameters: int, state: str) -> str:
    shown = html.escape(name)
    words = f"{shown}: {in_millions(parameters)} parameters, {state}"
    return f'<div class="stage {state}" title="{words}"><span>{shown}</span></div>'


def _in_words(backbone: Backbone, frozen_stages: int) -> str:
    return f"{frozen_stages} of {len(backbone.stages)} stages are frozen"


def _share(share: float) -> str:
    percent = 100 * share
    return f"{percent:.0f}%" if percent >= 9.95 else f"{percent:.2g}%"
