import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.images.made import encoded, noise, photo, tiff, written
from transfer_demo.images import deep_grey as module
from transfer_demo.images.decode import decode
from transfer_demo.images.deep_grey import bits_for, brightest, deep_grey, in_eight_bits
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.intake import load_images

EIGHT = np.asarray(noise(3, width=60, height=40).convert("L"))


def in_bits(bits: int, file_format: str = "PNG", values: np.ndarray = EIGHT) -> bytes:
    """A grey file of 16 bits a pixel, of which so many are used."""
    wide = np.round(values.astype(float) * (2**bits - 1) / 255).astype(np.uint16)
    return encoded(Image.fromarray(wide), file_format)


def grey_of(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("L")).astype(int)


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_a_picture_of_fewer_bits_is_the_same_as_its_original(bits: int, file_format: str) -> None:
    image = deep_grey(in_bits(bits, file_format))
    assert image is not None
    assert bits_for(brightest(image)) == bits
    again = grey_of(in_eight_bits(image, white=2**bits - 1))
    assert np.abs(again - EIGHT).max() <= 1


@pytest.mark.parametrize(
    "data",
    [
        photo(1),
        encoded(noise(1)),
        encoded(noise(1).convert("L"), "TIFF"),
        in_bits(12)[:200],
        tiff(4, 2, 12, bytes(12)),  # which says how many bits it uses
        encoded(Image.fromarray(np.full((4, 4), 70_000, dtype=np.int32)), "TIFF"),
        b"",
    ],
)
def test_other_files_are_left_to_whoever_reads_all_kinds(data: bytes) -> None:
    assert deep_grey(data) is None


def test_one_that_counts_ink_stays_so() -> None:
    values = np.array([[0, 4095], [2048, 0]], dtype="<u2")
    ink = deep_grey(tiff(2, 2, 16, values.tobytes(), zero_is_white=True))
    assert ink is not None
    assert grey_of(in_eight_bits(ink, white=4095)).tolist() == [[255, 0], [127, 255]]


def test_one_that_lies_on_its_side_still_says_so() -> None:
    exif = Image.Exif()
    exif[274] = 6
    data = encoded(Image.fromarray(EIGHT.astype(np.uint16) * 16), "PNG", exif=exif)
    assert decode(data).size == (40, 60)
    found = picture_in(data, white=4095)
    assert (found.width, found.height) == (40, 60)


def test_strips_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    image = deep_grey(in_bits(12))
    assert image is not None
    whole = in_eight_bits(image, white=4095)
    monkeypatch.setattr(module, "_STRIP_PIXELS", 3 * image.width)
    assert grey_of(in_eight_bits(image, white=4095)).tolist() == grey_of(whole).tolist()


def test_all_pictures_of_a_set_have_one_white(tmp_path: Path) -> None:
    dark = np.asarray(noise(4).convert("L")) // 8
    files = {
        "bright/1.png": in_bits(12),
        "bright/2.jpg": photo(1),
        "dark/1.png": in_bits(12, values=dark),
        "dark/2.tif": in_bits(12, "TIFF", values=dark[:, ::-1]),
    }
    image_set = load_images(written(tmp_path, files))
    (note,) = image_set.notes
    assert note.startswith("Grey pictures of 16 bits use 12 of them, so 4,095 is taken for white.")
    means = {p.file: np.asarray(decode(p.picture.data)).mean() for p in image_set.photos}
    assert means.keys() == files.keys()
    assert means["bright/1.png"] == pytest.approx(EIGHT.mean(), abs=1.5)
    assert means["dark/1.png"] == pytest.approx(dark.mean(), abs=1.5)
    assert means["dark/2.tif"] == pytest.approx(dark.mean(), abs=1.5)


def test_widths_are_those_of_cameras() -> None:
    assert [bits_for(value) for value in (0, 255, 256, 1024, 2000, 4095, 4096, 16384, 65535)] == [
        *(8, 8, 10, 12, 12, 12, 14, 16, 16),
    ]


def test_a_hot_pixel_or_two_do_not_decide() -> None:
    values = np.full((100, 100), 3000, dtype=np.uint16)
    values[7, 7] = values[9, 9] = 65535
    image = deep_grey(encoded(Image.fromarray(values)))
    assert image is not None
    assert bits_for(brightest(image)) == 12
    assert grey_of(in_eight_bits(image, white=4095)).max() == 255


def exif(kind: int, count: int, value: bytes) -> bytes:
    """Return an EXIF block with an orientation of any kind."""
    tag = struct.pack("<HHI", 0x112, kind, count) + value
    return b"II*\0" + struct.pack("<IH", 8, 1) + tag + bytes(4)


@pytest.mark.parametrize(
    "block",
    [
        b"hello world, no exif",
        b"",
        b"II*\0\xff\xff\xff\xff",
        exif(2, 4, b"abc\0"),
        exif(3, 1, b"\x63\0\0\0"),
        exif(4, 1, b"\xff\xff\xff\x7f"),
        exif(7, 2, b"ab\0\0"),
        exif(8, 1, b"\xff\xff\0\0"),
        exif(11, 1, b"\0\0\xc0\x7f"),
    ],
)
def test_a_damaged_exif_block_says_nothing_of_how_it_lies(block: bytes) -> None:
    data = in_bits(12)
    at = data.index(b"IDAT") - 4
    chunk = b"eXIf" + block
    chunk = struct.pack(">I", len(block)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    found = picture_in(data[:at] + chunk + data[at:], white=4095)
    assert (found.width, found.height) == EIGHT.shape[::-1]
