"""How much of everything is accepted, in one place, so that it can be shown before it bites."""

from collections.abc import Mapping
from typing import Final

MIB: Final = 1024 * 1024
GIB: Final = 1024 * MIB

# A picture is kept at most this large: no backbone of the catalogue is given more than 512 px.
KEPT_SIDE_PX: Final = 512
# A picture that had to be reduced to fit keeps at least this much of its shorter side.
NARROWEST_STRIP_PX: Final = 8

# Just below Pillow's own limit for decompression bombs. Decoded, such a picture takes 360 MB; the
# decoders of WebP, AVIF and HEIC take 15, 8 and 8 bytes a pixel where others take 4.
PIXELS: Final = 89_000_000
PIXELS_OF_FORMAT: Final[Mapping[str, int]] = {
    "WEBP": 32_000_000,
    "AVIF": 50_000_000,
    "HEIF": 50_000_000,
}

FILE_BYTES: Final = 100 * MIB
FILES: Final = 20_000

# A zip is read one file at a time, so its total costs time, not memory.
ZIP_TOTAL_BYTES: Final = 16 * GIB
# Photographs hardly shrink in a zip, and a blank scan about 100 times. Small files may shrink more:
# they cannot do harm.
ZIP_RATIO: Final = 200
ZIP_RATIO_FROM_BYTES: Final = 4 * MIB


def in_words() -> str:
    """Return the limits as one sentence for the page and the command line."""
    return (
        f"At most {FILES:,} files, {FILE_BYTES // MIB} MB and {PIXELS // 1_000_000} megapixels "
        f"a file (WebP {PIXELS_OF_FORMAT['WEBP'] // 1_000_000}, "
        f"AVIF and HEIC {PIXELS_OF_FORMAT['AVIF'] // 1_000_000}), "
        f"{ZIP_TOTAL_BYTES // GIB} GB in a .zip. Pictures are reduced to {KEPT_SIDE_PX} px."
    )
