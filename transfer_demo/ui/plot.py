"""A plotly chart that can change while one looks at it.

`st.plotly_chart` builds a new node whenever it is drawn again, and the picture blinks. This
component keeps its node for as long as it is on the page.
"""

from pathlib import Path
from typing import Any, Final

import streamlit as st

from transfer_demo.charts import library

_HERE: Final = Path(__file__).parent

# Declared only so that Streamlit serves plotly's own file, once and under an address of its own,
# instead of sending five megabytes along with a chart.
_LIBRARY: Final = st.components.v1.declare_component("plotly_js", path=str(library.FILE.parent))

_mount: Final = st.components.v2.component(
    "transfer_demo_plot",
    html='<div class="plot"></div>',
    css=(_HERE / "plot.css").read_text(encoding="utf-8"),
    js=(_HERE / "plot.js").read_text(encoding="utf-8"),
    # In the page itself and not in a shadow root, where plotly's own style sheet does not reach.
    isolate_styles=False,
)


def plot(figure: Any, *, key: str, description: str) -> None:
    """Draw the plotly figure, or bring the one drawn under this key up to date.

    Args:
        figure: a plotly figure with a height; its words follow the theme.
        key: tells this chart from the others on the page.
        description: what a screen reader says of the chart.
    """
    _mount(
        key=key,
        data={
            "figure": figure.to_json(),
            "library": f"component/{_LIBRARY.name}/{library.FILE.name}?v={library.VERSION}",
            "height": figure.layout.height,
            "description": description,
        },
    )
