"""How high a chart may be: on a projector everything is enlarged, and nobody scrolls."""

from typing import Final

from transfer_demo.ui.presenting import presenting

_HIGHEST_PRESENTED_PX: Final = 280


def fitting(height_px: int) -> int:
    """Return the height of a chart that has so many pixels where one can scroll."""
    return min(height_px, _HIGHEST_PRESENTED_PX) if presenting() else height_px
