"""The look of what Streamlit has no element for. Colours of the arms are those of the charts."""

from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.charts import theme
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.ui.elements.raw_html import RawHtml

# Those of components stand beside them: what is here holds for the page itself.
_SHEETS: Final = "\n".join(
    file.read_text(encoding="utf-8")
    for file in sorted(Path(__file__).with_name("sheets").glob("*.css"))
)
_COLOURS: Final = {
    "fine-tune": theme.ARM_COLOURS[FINE_TUNE],
    "scratch": theme.ARM_COLOURS[SCRATCH],
    "head": theme.HEAD_COLOUR,
    "frozen": theme.FROZEN_COLOUR,
}


def apply() -> None:
    """Put the style sheets into the page."""
    colours = "".join(f"--{name}: {colour};" for name, colour in _COLOURS.items())
    st.html(RawHtml(f"<style>:root {{{colours}}}\n{_SHEETS}</style>"))
