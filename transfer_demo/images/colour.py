"""From every way in which a picture can hold its colours to plain 8-bit RGB.

Colour profiles are left aside, as everywhere the pretrained weights were made: torchvision and timm
take the numbers of a Display-P3 photo for sRGB too. It looks a little duller, and the network was
trained on such pictures.
"""

import math

import numpy as np
from PIL import Image

_GREY_16_BIT = ("I;16", "I;16L", "I;16B", "I;16N")
_TIFF_BITS_PER_SAMPLE = 258
_TIFF_MEANING_OF_ZERO = 262
_WHITE = 0

Levels = tuple[float, float]


def levels(image: Image.Image) -> Levels:
    """Return the values that mean black and white in a grey image of more than 8 bits.

    Scaling by what the file can hold, rather than clipping, is what keeps a 12- or 16-bit scan from
    turning white. Numbers of 32 bits have no such limit: there the darkest and the brightest pixel
    decide, unless they fit a usual range. Other images have 0 and 255.
    """
    if image.mode in _GREY_16_BIT:
        tags = getattr(image, "tag_v2", {})
        highest = float(2 ** tags.get(_TIFF_BITS_PER_SAMPLE, (16,))[0] - 1)
        # Scanners of documents count ink. Of 8 bits Pillow turns that around, of 16 it does not.
        counts_ink = tags.get(_TIFF_MEANING_OF_ZERO) == _WHITE
        return (highest, 0.0) if counts_ink else (0.0, highest)
    if image.mode not in ("I", "F"):
        return 0.0, 255.0
    low, high = _extremes(image)
    usual = (1.0, 255.0, 65535.0) if image.mode == "F" else (65535.0,)
    white = next((limit for limit in usual if low >= 0 and high <= limit), None)
    return (0.0, white) if white else (low, max(high, math.nextafter(low, math.inf)))


def _extremes(image: Image.Image) -> Levels:
    values = np.asarray(image)
    if image.mode == "F":  # can hold "no number" and infinity, as maps of the Earth do
        values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)


def to_rgb(image: Image.Image, *, black_white: Levels) -> Image.Image:
    """Return an RGB copy; what is transparent becomes white.

    Args:
        black_white: what `levels` says of the whole picture, of which this may be a part.
    """
    if image.mode in (*_GREY_16_BIT, "I", "F"):
        return _scaled_grey(image, black_white).convert("RGB")
    if image.has_transparency_data:
        solid = image.convert("RGBA")
        white = Image.new("RGBA", solid.size, "white")
        return Image.alpha_composite(white, solid).convert("RGB")
    return image.convert("RGB")


def _scaled_grey(image: Image.Image, black_white: Levels) -> Image.Image:
    black, white = black_white
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=black)
    clipped = np.clip(values, min(black_white), max(black_white))
    grey = (clipped - black) * (255 / (white - black))
    see_through = image.info.get("transparency")
    if isinstance(see_through, int):
        grey[values == see_through] = 255
    return Image.fromarray(grey.round().astype(np.uint8))
