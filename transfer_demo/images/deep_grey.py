"""Grey pictures of 16 bits that use fewer of them, as cameras of 10 or 12 bits write them.

A file does not say how many it uses, and taken for 16 such a picture is nearly black. One picture
alone does not tell either, as it may well be dark: the brightest of a set decides for all of it.
"""

import io
from typing import Final

import numpy as np
from PIL import ExifTags, Image

from transfer_demo.images import limits
from transfer_demo.images.colour import levels, to_rgb
from transfer_demo.images.formats import claimed_format

_MODES: Final = ("I;16", "I;16L", "I;16B", "I;16N", "I")
_FORMATS: Final = ("PNG", "TIFF")
_TIFF_BITS_PER_SAMPLE: Final = 258
ALL_BITS: Final = 16
# What is written as 32 may hold no more than 16 as well.
_WIDTHS: Final = (ALL_BITS, 32)
# Few widths: then sets that are dark, or are brought one by one, come out with the same white.
_CAMERA_BITS: Final = (8, 10, 12, 14, ALL_BITS)
# Few, for what glows on a dark ground is small as well.
_MOST_HOT_PIXELS: Final = 5
_PIXELS_A_HOT_ONE: Final = 2000
# Scaled at once, so that a large picture is not in memory as numbers of 64 bits.
_STRIP_PIXELS: Final = 2_000_000


def deep_grey(data: bytes) -> Image.Image | None:
    """Return the picture in the bytes of a file, decoded, if it is one of these; None if not.

    What is too large, damaged or of another kind is left to whoever reads all kinds.
    """
    if claimed_format(data) not in _FORMATS:
        return None
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
        bits = getattr(image, "tag_v2", {}).get(_TIFF_BITS_PER_SAMPLE, (ALL_BITS,))[0]
        large = image.width * image.height > limits.PIXELS
        if image.mode not in _MODES or bits not in _WIDTHS or large:
            return None
        image.load()
        values = np.asarray(image)
    except Exception:  # Pillow raises anything, by format; whoever reads it next says what is wrong
        return None
    inside = values.size > 0 and values.min() >= 0 and values.max() < 2**ALL_BITS
    return image if inside else None


def brightest(image: Image.Image) -> int:
    """Return the highest value in it, but for a few pixels: cameras have hot ones."""
    values = np.asarray(image).ravel()
    hot = min(_MOST_HOT_PIXELS, values.size // _PIXELS_A_HOT_ONE)
    return int(np.partition(values, values.size - 1 - hot)[values.size - 1 - hot])


def bits_for(brightest: int) -> int:
    """Return the fewest bits of a camera that hold a value."""
    return next((bits for bits in _CAMERA_BITS if brightest < 2**bits), ALL_BITS)


def in_eight_bits(image: Image.Image, *, white: int | None) -> bytes:
    """Return a picture as the bytes of a PNG of 8 bits, which lies as it did.

    Args:
        white: the value that becomes white; None takes the highest of 16 bits.
    """
    black_white = levels(image)
    if white is not None:
        # A scanner that counts ink has black at the end.
        black_white = (
            (float(white), 0.0) if black_white[0] > black_white[1] else (0.0, float(white))
        )
    scaled = Image.new("L", image.size)
    rows = max(1, _STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        scaled.paste(to_rgb(strip, black_white=black_white).convert("L"), (0, top))
    scaled.getexif()[ExifTags.Base.Orientation] = _orientation(image)
    buffer = io.BytesIO()
    scaled.save(buffer, "PNG", compress_level=1, exif=scaled.getexif())
    return buffer.getvalue()


def _orientation(image: Image.Image) -> int:
    """Return how the picture lies; what is damaged or unheard of says nothing."""
    try:
        orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # Pillow raises anything
        return 1
    return orientation if 1 <= orientation <= 8 else 1
