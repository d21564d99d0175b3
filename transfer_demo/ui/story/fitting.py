"""How high a chart may be: on a projector everything is enlarged, and nobody scrolls."""

from typing import Final

from transfer_demo.ui.address.presenting import presenting

_PRESENTED_PX: Final = 240


def fitting(height_px: int, *, presented: int = _PRESENTED_PX) -> int:
    """Return the height of a chart, for a person who can scroll or in presenter view."""
    return min(height_px, presented) if presenting() else height_px
