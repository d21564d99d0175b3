"""One file that somebody brought, as a picture: what is checked before it is decoded, and what of
it is kept."""

from dataclasses import dataclass

from transfer_demo.errors import UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.dataset import Picture
from transfer_demo.images.decode import decode_with_size, to_picture
from transfer_demo.images.deep_grey import brightest, deep_grey, in_eight_bits

# A PPM, PGM or PBM whose numbers are written out, which Pillow reads in the square of the time.
_PLAIN_TEXT = (b"P1", b"P2", b"P3")
# How a BMP says that it is compressed.
_RUN_LENGTHS = (b"\x01\0\0\0", b"\x02\0\0\0")
# Begins a scan of a JPEG. In the data of a picture a byte 0xff is followed by other values.
_START_OF_SCAN = b"\xff\xda"


@dataclass(frozen=True, kw_only=True)
class FilePicture:
    """A picture as it is kept, and the upright size that its file had, in pixels.

    `brightest` is the highest value of a grey picture of 16 bits that does not say how many of them
    it uses; None of all others.
    """

    picture: Picture
    width: int
    height: int
    brightest: int | None = None


def picture_in(data: bytes, *, white: int | None = None) -> FilePicture:
    """Return the picture in the bytes of a file.

    Args:
        white: the value that means white in a grey picture of 16 bits which does not say how many
            of them it uses; None takes all.

    Raises:
        UnreadableImage: with the reason, as a sentence.
    """
    if data[:2] in _PLAIN_TEXT or (data[:2] == b"BM" and data[30:34] in _RUN_LENGTHS):
        raise UnreadableImage(
            "This kind of file (PPM as text, or BMP in run lengths) takes far too long to read. "
            "Save it as PNG or JPEG."
        )
    # Each scan of a progressive JPEG goes over the whole picture, and needs a few bytes only.
    if data.count(_START_OF_SCAN) > limits.SCANS:
        raise UnreadableImage(
            f"The picture is drawn in more than {limits.SCANS} passes (scans), which takes far too "
            "long. Save it again as an ordinary JPEG."
        )
    deep = deep_grey(data)
    if deep is not None:
        try:
            data = in_eight_bits(deep, white=white)
        except Exception as exc:  # Pillow raises anything
            raise UnreadableImage("The file is damaged or cut short.") from exc
    decoded = decode_with_size(data)
    return FilePicture(
        picture=to_picture(decoded.image),
        width=decoded.width,
        height=decoded.height,
        brightest=brightest(deep) if deep is not None else None,
    )
