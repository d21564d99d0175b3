"""Bytes that somebody brought become an upright RGB picture, or a plain reason why not."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import ExifTags, Image, ImageOps

from transfer_demo.errors import UnreadableImage
from transfer_demo.images import heif, limits
from transfer_demo.images.colour import levels, to_rgb
from transfer_demo.images.dataset import Picture
from transfer_demo.images.formats import HEIC, READABLE, claimed_format, why_unknown
from transfer_demo.images.similar import look_of

# What Pillow warns of (a damaged EXIF block, an odd MPO index) does not keep a picture out, and
# nobody would see on which file it was. The size of a picture is limited below.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

# EXIF's orientations from this one on lie on their side.
_FIRST_ON_ITS_SIDE: Final = 5

_STRIP_PIXELS: Final = 2_000_000


@dataclass(frozen=True, kw_only=True)
class DecodedImage:
    """An upright RGB image of at most 512 px, and the upright size that the file had, in pixels."""

    image: Image.Image
    width: int
    height: int


def decode(data: bytes) -> Image.Image:
    """Return the picture in these bytes: upright, RGB, at most 512 px, without metadata.

    Of an animation or a file of several pages it is the first one.

    Raises:
        UnreadableImage: with the reason, as a sentence.
    """
    return decode_with_size(data).image


def read_picture(data: bytes) -> Picture:
    """Return the picture in these bytes as it is kept; raises UnreadableImage like `decode`."""
    return to_picture(decode(data))


def to_picture(image: Image.Image) -> Picture:
    """Return an image of any mode and size as it is kept: RGB JPEG of at most 512 px.

    Quality 95 without colour subsampling: small pictures of sharp edges must stay what they were.
    """
    kept = _reduce(image)
    buffer = io.BytesIO()
    kept.save(buffer, "JPEG", quality=95, subsampling=0)
    data = buffer.getvalue()
    return Picture(
        data=data,
        width=kept.width,
        height=kept.height,
        digest=hashlib.sha256(data).hexdigest(),
        look=look_of(kept),
    )


def decode_with_size(data: bytes) -> DecodedImage:
    """Return the picture in these bytes as `decode` does, with the size of the original.

    Raises:
        UnreadableImage: with the reason, as a sentence.
    """
    if len(data) > limits.FILE_BYTES:
        raise UnreadableImage(
            f"The file is larger than {limits.FILE_BYTES // limits.MIB} MB, the most that is read."
        )
    image = _open(data)
    width, height = image.size
    most_pixels = limits.PIXELS_OF_FORMAT.get(image.format or "", limits.PIXELS)
    if image.format == heif.FORMAT:
        _check_pixels(*heif.largest_claim(data), most_pixels)
    _check_pixels(width, height, most_pixels)
    _check_shape(width, height)
    # Whatever Pillow raises while it decodes (OSError, SyntaxError, ValueError, TypeError,
    # EOFError, struct.error and more, by format) means the same to the person who brought it.
    try:
        # A JPEG can be decoded at a half, a quarter or an eighth of its size, at a fraction of the
        # time and memory.
        image.draft(None, _fit(width, height))
        image.load()
        small = _reduce(image)
    except MemoryError as exc:
        raise UnreadableImage("There is not enough memory to decode this picture.") from exc
    except Exception as exc:
        claimed = claimed_format(data) or image.format
        raise UnreadableImage(f"The {claimed} file is damaged or cut short.") from exc
    orientation = _orientation(image)
    if orientation >= _FIRST_ON_ITS_SIDE:
        width, height = height, width
    if orientation != 1:  # an upright one would keep the tag
        small.getexif()[ExifTags.Base.Orientation] = orientation
        ImageOps.exif_transpose(small, in_place=True)
    small.info = {}
    return DecodedImage(image=small, width=width, height=height)


def _open(data: bytes) -> Image.Image:
    """Read the header only: nothing of the picture is in memory yet."""
    formats = READABLE
    if claimed_format(data) == HEIC:
        heif.register()
        formats = (heif.FORMAT,)
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise UnreadableImage(_too_many_pixels("far too many pixels", limits.PIXELS)) from exc
    except Exception as exc:  # a broken header raises anything; see `decode_with_size`
        raise UnreadableImage(why_unknown(data)) from exc


def _check_pixels(width: int, height: int, most_pixels: int) -> None:
    if width * height > most_pixels:
        raise UnreadableImage(_too_many_pixels(f"{width} x {height} pixels", most_pixels))


def _check_shape(width: int, height: int) -> None:
    """Refuse what would not survive being reduced. Tiny pictures are used, and warned of later."""
    if min(width, height) > min(_fit(width, height)) < limits.NARROWEST_STRIP_PX:
        raise UnreadableImage(
            f"The picture is {width} x {height} pixels, too narrow a strip: nothing would be "
            f"left of it at {limits.KEPT_SIDE_PX} px."
        )


def _too_many_pixels(size: str, most_pixels: int) -> str:
    return (
        f"The picture claims {size}; at most {most_pixels // 1_000_000} megapixels are read. "
        "Make it smaller first."
    )


def _fit(width: int, height: int) -> tuple[int, int]:
    """Return the size at which the longer side has at most 512 px, in the same proportion."""
    scale = min(1.0, limits.KEPT_SIDE_PX / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _reduce(image: Image.Image) -> Image.Image:
    """Return the image as RGB of at most 512 px.

    A large image is converted and averaged in strips, so that it is never in memory twice. At twice
    the wanted size the averaging stops and a good filter does the rest.
    """
    wanted = _fit(*image.size)
    black_white = levels(image)
    factor = max(image.size) // (2 * limits.KEPT_SIDE_PX)
    if factor < 2:
        rgb = to_rgb(image, black_white=black_white)
    else:
        rgb = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
        rows = max(1, _STRIP_PIXELS // (image.width * factor)) * factor
        for top in range(0, image.height, rows):
            strip = image.crop((0, top, image.width, min(top + rows, image.height)))
            rgb.paste(to_rgb(strip, black_white=black_white).reduce(factor), (0, top // factor))
    if rgb.size != wanted:
        rgb = rgb.resize(wanted, Image.Resampling.LANCZOS)
    rgb.info = {}  # comments, GPS, colour profiles: nothing of it is kept
    return rgb


def _orientation(image: Image.Image) -> int:
    """Return how EXIF says the picture is to be turned; a damaged EXIF block says nothing."""
    try:
        orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1
    return orientation if 1 <= orientation <= 8 else 1
