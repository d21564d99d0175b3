"""HEIC photos, as phones take them: a format that Pillow has to be taught."""

import struct
from collections.abc import Iterator
from functools import cache
from typing import Final

FORMAT: Final = "HEIF"  # the name that Pillow knows it by

_SIZE_BOX: Final = b"ispe"
_SIZE_BOX_FIELDS: Final = struct.Struct(">4xII")  # version and flags, width, height


@cache
def register() -> None:
    """Teach Pillow to open HEIF. Only for whom it is needed: the library takes 6 MB.

    Small previews, depth maps and other pictures beside the main one are not looked at.
    """
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def largest_claim(data: bytes) -> tuple[int, int]:
    """Return width and height of the largest picture that is decoded on the way to the main one.

    A HEIF file can cut a small picture out of a huge one, and its header names the small one only.
    """
    sizes = [(0, 0)]
    for meta in _boxes(data, b"meta"):
        start = meta.find(_SIZE_BOX)
        while start >= 0:
            fields = start + len(_SIZE_BOX)
            if fields + _SIZE_BOX_FIELDS.size <= len(meta):
                sizes.append(_SIZE_BOX_FIELDS.unpack_from(meta, fields))
            start = meta.find(_SIZE_BOX, fields)
    return max(sizes, key=lambda size: size[0] * size[1])


def _boxes(data: bytes, kind: bytes) -> Iterator[bytes]:
    """Yield the contents of the outermost boxes of a kind.

    Only there are headers. In the compressed pictures any four letters stand now and then.
    """
    start = 0
    while start + 8 <= len(data):
        size, found = struct.unpack_from(">I4s", data, start)
        header = 8
        if size == 1 and start + 16 <= len(data):  # the size follows in 64 bits
            (size,) = struct.unpack_from(">Q", data, start + 8)
            header = 16
        elif size == 0:  # to the end
            size = len(data) - start
        if size < header:
            return  # damaged: the decoder will say so
        if found == kind:
            yield data[start + header : start + size]
        start += size
