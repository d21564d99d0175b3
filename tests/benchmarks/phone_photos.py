"""Made-up phone photos: 12 megapixels, on their side as EXIF says, a few megabytes each."""

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import ExifTags, Image, ImageChops

SIZE: Final = (4032, 3024)
CLASSES: Final = 5


@cache
def _grain() -> Image.Image:
    """Noise, so that a decoder has as many bytes to get through as with a real photo."""
    noise = np.random.default_rng(0).integers(0, 40, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    return Image.fromarray(noise)


def phone_photo(seed: int) -> bytes:
    """Return a JPEG of large shapes and fine grain, with the orientation of an upright phone."""
    rng = np.random.default_rng(seed)
    shapes = Image.fromarray(rng.integers(0, 200, (12, 16, 3), dtype=np.uint8))
    photo = ImageChops.add(shapes.resize(SIZE, Image.Resampling.BILINEAR), _grain())
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=75, exif=exif)
    return buffer.getvalue()


def write_zip(path: Path, *, photos: int) -> None:
    """Write a .zip of so many photos in a few class folders."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(photos):
            name = f"photos/class {number % CLASSES}/IMG_{number:04d}.jpg"
            archive.writestr(name, phone_photo(number))
