"""What is known of a pretrained CNN, as the page shows it."""

import html
from collections.abc import Iterable, Mapping

import streamlit as st

from transfer_demo.backbones import weights
from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.backbones.spec import Backbone
from transfer_demo.markdown import plain
from transfer_demo.ui.elements.terms import linked_html
from transfer_demo.wording import in_millions


def show_facts(backbone: Backbone) -> None:
    """Show the facts of one network, and how to get its weights where they are missing."""
    pairs = "".join(
        f"<div><dt>{linked_html(label)}</dt><dd>{html.escape(value)}</dd></div>"
        for label, value in _facts(backbone).items()
    )
    st.html(f'<dl class="facts">{pairs}</dl>')
    if backbone.note:
        st.caption(plain(backbone.note))
    if weights.status(backbone) == "download":
        ways = " or ".join(f"`{command}`" for command in weights.commands(backbone))
        st.info(
            f"The weights are not on this machine yet. Start training downloads them first "
            f"({backbone.weights.megabytes:.0f} MB). They are kept as "
            f"{plain(str(weights.path(backbone)))}. Without a network here, bring them with: "
            f"{ways}",
            icon=":material/download:",
        )


def show_catalogue() -> None:
    """Show all networks side by side, on demand."""
    shown = st.popover("Compare all", key="catalogue", on_change="rerun")
    if not shown.open:
        return
    labels = ["Pretrained CNN", *_facts(next(iter(CATALOGUE.values())))]
    rows = [[backbone.title, *_facts(backbone).values()] for backbone in CATALOGUE.values()]
    shown.html(
        f'<div class="catalogue" tabindex="0"><table><thead>{_row("th", labels)}</thead>'
        f"<tbody>{''.join(_row('td', row) for row in rows)}</tbody></table></div>"
    )


def _facts(backbone: Backbone) -> Mapping[str, str]:
    return {
        "Parameters": in_millions(backbone.parameters),
        "ImageNet top-1": f"{backbone.imagenet_top1:.1%}",
        "Input size": f"{backbone.input_size_px} px",
        "GFLOPs": f"{backbone.gflops:.2f}",
        "Licence": backbone.licence,
        "Weights": _availability(backbone),
    }


def _availability(backbone: Backbone) -> str:
    size = f"{backbone.weights.megabytes:.0f} MB"
    words = {
        "bundled": f"bundled, {size}",
        "cached": f"on this machine, {size}",
        "download": f"to download, {size}",
    }
    return words[weights.status(backbone)]


def _row(cell: str, values: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{html.escape(value)}</{cell}>" for value in values) + "</tr>"
