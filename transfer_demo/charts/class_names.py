"""Names that people chose, made fit for a chart."""

import html
from typing import Final

_LONGEST_TICK: Final = 12


def escape(name: str) -> str:
    """Return a name that a chart shows as it is: Plotly would read tags and entities in it."""
    return html.escape(" ".join(name.split()), quote=False)


def tick(name: str) -> str:
    """Return a name for an axis: escaped, and cut where it would push the chart off a phone."""
    plain = " ".join(name.split())
    return escape(plain if len(plain) <= _LONGEST_TICK else plain[: _LONGEST_TICK - 1] + "…")
