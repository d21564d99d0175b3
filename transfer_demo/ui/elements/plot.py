"""A plotly chart that can change while one looks at it.

`st.plotly_chart` builds a new node whenever it is drawn again, and the picture blinks. This
component keeps its node for as long as it is on the page.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.charts import library
from transfer_demo.ui.elements.drawings import Drawing

_HERE: Final = Path(__file__).parent

# Declared only so that Streamlit serves plotly's own file, once and under an address of its own,
# instead of sending it along with each chart.
_LIBRARY: Final = st.components.v1.declare_component("plotly_js", path=str(library.FILE.parent))

_mount: Final = st.components.v2.component(
    "transfer_demo_plot",
    html='<div class="plot"></div>',
    css=(_HERE / "plot.css").read_text(encoding="utf-8"),
    js=(_HERE / "plot.js").read_text(encoding="utf-8"),
    # In the page itself and not in a shadow root, where plotly's own style sheet does not reach.
    isolate_styles=False,
)


_ADDRESS: Final = f"component/{_LIBRARY.name}/{library.FILE.name}?v={library.VERSION}"


def plot(
    drawing: Drawing,
    *,
    key: str,
    description: str,
    frames: Sequence[str] = (),
    replay: str = "",
) -> None:
    """Draw a chart, or bring the one drawn under this key up to date; its words follow the theme.

    With frames the browser first plays those, within a second and a half, and ends with the chart.
    It does so once for each word of `replay`, and not for somebody who wants no movement.

    Args:
        drawing: the chart; it takes the width of its container.
        key: tells this chart from the others on the page.
        description: what a screen reader says of the chart.
        frames: plotly figures as JSON, with the same axes as the chart.
        replay: a word that was not used before plays the frames; an empty one never does.
    """
    _mount(
        key=key,
        data={
            "figure": drawing.figure,
            "height": drawing.height_px,
            "library": _ADDRESS,
            "description": description,
            "frames": list(frames),
            "replay": replay,
        },
    )


def prepare_to_plot() -> None:
    """Let the browser fetch what it draws with while there is nothing to draw yet."""
    _mount(key="plot_library", data={"library": _ADDRESS})
