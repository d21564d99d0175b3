import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.images.made import encoded, pixels, png_chunk, tiff
from transfer_demo.images.decode import decode

RAMP_16 = np.linspace(0, 65535, 64 * 16).round().astype(np.uint16).reshape(16, 64)


def scaled(values: np.ndarray, white: float) -> np.ndarray:
    return np.round(values.astype(float) * 255 / white).astype(int)


def grey(data: bytes) -> np.ndarray:
    decoded = pixels(decode(data))
    assert np.array_equal(decoded[..., 0], decoded[..., 1])
    assert np.array_equal(decoded[..., 0], decoded[..., 2])
    return decoded[..., 0]


def test_a_16_bit_grey_png_is_scaled() -> None:
    assert np.array_equal(grey(encoded(Image.fromarray(RAMP_16))), scaled(RAMP_16, 65535))


def test_what_is_transparent_in_a_16_bit_grey_picture_becomes_white() -> None:
    values = np.full((20, 20), 1000, dtype=np.uint16)
    values[3, 4] = 7
    data = encoded(Image.fromarray(values))
    with_hole = data[:33] + png_chunk(b"tRNS", struct.pack(">H", 7)) + data[33:]
    decoded = grey(with_hole)
    assert decoded[3, 4] == 255
    assert decoded[0, 0] == round(1000 * 255 / 65535)


@pytest.mark.parametrize("byte_order", ["<", ">"])
def test_a_16_bit_grey_tiff_is_scaled_in_either_byte_order(byte_order: str) -> None:
    data = tiff(64, 16, 16, RAMP_16.astype(byte_order + "u2").tobytes(), byte_order=byte_order)
    assert np.array_equal(grey(data), scaled(RAMP_16, 65535))


@pytest.mark.parametrize("bits", [8, 16])
def test_a_scan_that_counts_ink_is_no_negative(bits: int) -> None:
    ramp = RAMP_16 if bits == 16 else (RAMP_16 >> 8).astype(np.uint8)
    data = tiff(64, 16, bits, ramp.tobytes(), zero_is_white=True)
    assert np.array_equal(grey(data), 255 - scaled(ramp, 2**bits - 1))


def test_a_12_bit_grey_tiff_is_scaled() -> None:
    ramp = (RAMP_16 >> 4).astype(int)
    first, second = ramp[:, ::2], ramp[:, 1::2]
    packed = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=-1).astype(
        np.uint8
    )
    data = tiff(64, 16, 12, packed.tobytes())
    assert np.array_equal(grey(data), scaled(ramp, 4095))


def test_a_16_bit_portable_greymap_is_scaled() -> None:
    data = b"P5 64 16 65535\n" + RAMP_16.astype(">u2").tobytes()
    assert np.array_equal(grey(data), scaled(RAMP_16, 65535))


def test_32_bit_numbers_without_a_usual_range_are_stretched() -> None:
    values = np.linspace(-5_000_000, 9_000_000, 400).astype(np.int32).reshape(20, 20)
    decoded = grey(encoded(Image.fromarray(values), "TIFF"))
    assert decoded.min() == 0
    assert decoded.max() == 255
    assert (np.diff(decoded.ravel()) >= 0).all()


@pytest.mark.parametrize("white", [1.0, 255.0])
def test_floating_point_pictures_of_a_usual_range_are_scaled(white: float) -> None:
    values = np.linspace(0, white, 400, dtype=np.float32).reshape(20, 20)
    decoded = grey(encoded(Image.fromarray(values), "TIFF"))
    assert abs(decoded - scaled(values, white)).max() <= 1


def test_a_pixel_without_a_number_is_black() -> None:
    values = np.full((20, 20), 0.5, dtype=np.float32)
    values[0, 0] = np.nan
    values[0, 1] = np.inf
    decoded = grey(encoded(Image.fromarray(values), "TIFF"))
    assert decoded[0, 0] == 0
    assert decoded[0, 1] == 255
    assert decoded[5, 5] == 128


def test_a_picture_of_one_value_only_is_no_division_by_zero() -> None:
    values = np.full((20, 20), -7, dtype=np.int32)
    assert np.unique(grey(encoded(Image.fromarray(values), "TIFF"))).size == 1


def test_16_bits_per_colour_keep_their_upper_half() -> None:
    # Pillow cannot write such a PNG, so the rows are put together by hand.
    ramp = np.stack([RAMP_16, RAMP_16[::-1], RAMP_16[:, ::-1]], axis=-1)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in ramp)
    header = struct.pack(">IIBBBBB", 64, 16, 16, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(rows))
        + png_chunk(b"IEND", b"")
    )
    assert abs(pixels(decode(data)) - scaled(ramp, 65535)).max() <= 1


@pytest.mark.parametrize(
    ("ink", "colour"),
    [
        ((0, 255, 255, 0), (255, 0, 0)),
        ((255, 0, 255, 0), (0, 255, 0)),
        ((0, 0, 0, 0), (255, 255, 255)),
        ((0, 0, 0, 255), (0, 0, 0)),
    ],
)
def test_a_cmyk_jpeg_is_no_negative(ink: tuple[int, ...], colour: tuple[int, ...]) -> None:
    data = encoded(Image.new("CMYK", (32, 32), ink), "JPEG", quality=100)
    assert b"Adobe" in data  # which stores inks inverted
    assert abs(pixels(decode(data))[16, 16] - colour).max() <= 3


@pytest.mark.parametrize(
    ("lab", "colour"),
    [
        ((255, 128, 128), (255, 255, 255)),
        ((138, 209, 198), (255, 0, 0)),
        ((0, 128, 128), (0, 0, 0)),
    ],
)
def test_a_lab_tiff_has_its_colours(lab: tuple[int, ...], colour: tuple[int, ...]) -> None:
    data = encoded(Image.new("LAB", (16, 16), lab), "TIFF")
    assert Image.open(io.BytesIO(data)).mode == "LAB"
    assert abs(pixels(decode(data))[8, 8] - colour).max() <= 6


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("opacity", [0, 64, 128, 255])
def test_what_is_transparent_lies_on_white(mode: str, opacity: int) -> None:
    ink = (200, 40, 90, opacity) if mode == "RGBA" else (40, opacity)
    data = encoded(Image.new(mode, (16, 16), ink))
    colours = np.array(ink[:-1] if mode == "RGBA" else ink[:1] * 3)
    on_white = (colours * opacity + 255 * (255 - opacity)) / 255
    assert abs(pixels(decode(data))[8, 8] - on_white).max() <= 1


def test_transparent_black_does_not_bleed_into_a_reduced_picture() -> None:
    picture = Image.new("RGBA", (2400, 2400), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 1200, 2400))
    decoded = pixels(decode(encoded(picture, compress_level=1)))
    assert decoded[..., 0].min() >= 250  # red on white: no dark seam between them


@pytest.mark.parametrize("file_format", ["PNG", "GIF"])
def test_a_transparent_palette_entry_is_white(file_format: str) -> None:
    picture = Image.new("P", (16, 16), 1)
    picture.putpalette([0, 0, 255, 255, 0, 0])
    picture.paste(0, (0, 0, 8, 16))
    decoded = decode(encoded(picture, file_format, transparency=0))
    assert decoded.getpixel((2, 8)) == (255, 255, 255)
    assert decoded.getpixel((12, 8)) == (255, 0, 0)


def test_a_colour_that_a_png_declares_transparent_is_white() -> None:
    picture = Image.new("RGB", (16, 16), (10, 20, 30))
    picture.paste((200, 0, 0), (8, 0, 16, 16))
    decoded = decode(encoded(picture, transparency=(10, 20, 30)))
    assert decoded.getpixel((2, 8)) == (255, 255, 255)
    assert decoded.getpixel((12, 8)) == (200, 0, 0)


@pytest.mark.parametrize("mode", ["L", "1"])
def test_grey_and_black_and_white_have_three_equal_colours(mode: str) -> None:
    picture = Image.new(mode, (16, 16), 0)
    picture.paste(1 if mode == "1" else 200, (8, 0, 16, 16))
    decoded = decode(encoded(picture))
    assert decoded.getpixel((2, 8)) == (0, 0, 0)
    assert decoded.getpixel((12, 8)) == ((255,) * 3 if mode == "1" else (200,) * 3)
