"""Pictures and archives that the tests make for themselves, whole and broken."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from PIL import Image

from transfer_demo.images import heif
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.sources import SentFile

# The same examples in every run, however slow the machine is.
FIXED = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)


def noise(seed: int = 0, *, width: int = 40, height: int = 30) -> Image.Image:
    """A smooth colourful picture of its own for every seed."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (4, 5, 3), dtype=np.uint8))
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def encoded(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    if file_format == heif.FORMAT:
        heif.register()
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def photo(seed: int = 0) -> bytes:
    return encoded(noise(seed), "JPEG", quality=95)


def look(group: int, copy: int = 0) -> str:
    """A look that is like all others of its group and like none of another group."""
    rng = np.random.default_rng(group)
    bits, miniature = rng.bytes(16), rng.bytes(6 * 6 * 3)
    edited = (int.from_bytes(bits, "big") ^ (1 << copy % 128)).to_bytes(16, "big")
    return edited.hex() + miniature.hex()


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + png_chunk(b"IEND", b"")
    )


def size_box(width: int, height: int) -> bytes:
    """The box of a HEIF file that says how large a picture in it is."""
    return struct.pack(">I4sIII", 20, b"ispe", 0, width, height)


def heif_box(kind: bytes, content: bytes) -> bytes:
    """A box of a HEIF file."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def heic_claiming(width: int, height: int) -> bytes:
    """A HEIC photo whose header claims any size."""
    data = encoded(noise(width=64, height=64), heif.FORMAT)
    assert size_box(64, 64) in data
    return data.replace(size_box(64, 64), size_box(width, height))


def tiff(
    width: int,
    height: int,
    bits: int,
    data: bytes,
    *,
    byte_order: str = "<",
    zero_is_white: bool = False,
) -> bytes:
    """An uncompressed grey TIFF of any number of bits a pixel."""
    entries = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, bits),
        (259, 3, 1),
        (262, 3, 0 if zero_is_white else 1),
        (273, 4, 8 + 2 + 9 * 12 + 4),
        (277, 3, 1),
        (278, 4, height),
        (279, 4, len(data)),
    ]
    result = (b"II*\0" if byte_order == "<" else b"MM\0*") + struct.pack(byte_order + "IH", 8, 9)
    for tag, kind, value in entries:
        short = kind == 3
        result += struct.pack(byte_order + "HHI", tag, kind, 1)
        result += struct.pack(byte_order + ("HH" if short else "I"), *([value] + [0] * short))
    return result + struct.pack(byte_order + "I", 0) + data


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def written(top: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return top


def sent(path: str, data: bytes) -> SentFile:
    """A file as a browser sends it."""
    return SentFile(
        path=path, picture=lambda white: picture_in(data, white=white), text=lambda: data
    )
