"""Pictures on which nothing can be seen: nearly black, nearly white, or of one colour.

Of 1,477 photos (see `similar`) and 300 digits none is taken for one.
"""

from typing import Final

import numpy as np

from transfer_demo.images.similar import HASH_DIGITS, miniature

_NEARLY_BLACK: Final = 16
_NEARLY_WHITE: Final = 251
_ONE_COLOUR: Final = 4
_FLAT_BITS: Final = 8


def blank(look: str) -> str | None:
    """Return "black", "white" or "of one colour" where a picture is nearly that; None otherwise.

    Args:
        look: what `similar.look_of` says of it.
    """
    colours = miniature(look)
    if colours is None:
        return None
    if colours.max() <= _NEARLY_BLACK:
        return "black"
    if colours.min() >= _NEARLY_WHITE:
        return "white"
    # A fine pattern has the same mean everywhere as well, but it brightens here and there.
    brightening = int(look[:HASH_DIGITS], 16).bit_count()
    spread = int(np.ptp(colours.reshape(-1, 3).astype(int), axis=0).max())
    return "of one colour" if spread <= _ONE_COLOUR and brightening <= _FLAT_BITS else None
