import hashlib
import io
import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, JpegImagePlugin, features

from tests.images.made import (
    FIXED,
    encoded,
    heic_claiming,
    heif_box,
    noise,
    photo,
    pixels,
    png_chunk,
    png_claiming,
    size_box,
)
from transfer_demo.errors import UnreadableImage
from transfer_demo.images import decode as decode_module
from transfer_demo.images import limits
from transfer_demo.images.colour import levels, to_rgb
from transfer_demo.images.decode import decode, decode_with_size, read_picture, to_picture

UPRIGHT = noise(1, width=24, height=16)

# What EXIF says: the side of the upright picture at which the stored rows, and the stored columns,
# begin. As a formula: the stored pixel (r, c), from the upright picture u of h x w.
STORED = {
    1: lambda u, r, c, h, w: u[r, c],
    2: lambda u, r, c, h, w: u[r, w - 1 - c],
    3: lambda u, r, c, h, w: u[h - 1 - r, w - 1 - c],
    4: lambda u, r, c, h, w: u[h - 1 - r, c],
    5: lambda u, r, c, h, w: u[c, r],
    6: lambda u, r, c, h, w: u[c, w - 1 - r],
    7: lambda u, r, c, h, w: u[h - 1 - c, w - 1 - r],
    8: lambda u, r, c, h, w: u[h - 1 - c, r],
}


def stored(upright: Image.Image, orientation: int) -> Image.Image:
    values = np.asarray(upright)
    height, width = values.shape[:2]
    rows, columns = (height, width) if orientation < 5 else (width, height)
    pixel = STORED[orientation]
    turned = [
        [pixel(values, row, column, height, width) for column in range(columns)]
        for row in range(rows)
    ]
    return Image.fromarray(np.array(turned, dtype=np.uint8))


def exif(orientation: int) -> Image.Exif:
    block = Image.Exif()
    block[0x0112] = orientation
    return block


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("file_format", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("TIFF", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("JPEG", {"quality": 100, "subsampling": 0}, 4),
        ("HEIF", {"quality": 100, "chroma": 444}, 12),
        pytest.param(
            *("AVIF", {"quality": 100, "subsampling": "4:4:4"}, 12),
            marks=pytest.mark.skipif(not features.check("avif"), reason="no AVIF in this Pillow"),
        ),
    ],
)
def test_a_picture_is_turned_upright(
    orientation: int, file_format: str, options: dict[str, object], tolerance: int
) -> None:
    block: Image.Exif | bytes = exif(orientation)
    if file_format == "HEIF":  # which is turned by a box of its own, made from the bytes of EXIF
        block = exif(orientation).tobytes()
    data = encoded(stored(UPRIGHT, orientation), file_format, exif=block, **options)
    decoded = decode_with_size(data)
    assert (decoded.width, decoded.height) == UPRIGHT.size
    assert decoded.image.size == UPRIGHT.size
    assert abs(pixels(decoded.image) - pixels(UPRIGHT)).max() <= tolerance


@pytest.mark.parametrize("orientation", [0, 9, 4711])
def test_an_orientation_that_does_not_exist_is_passed_over(orientation: int) -> None:
    data = encoded(UPRIGHT, exif=exif(orientation))
    assert np.array_equal(pixels(decode(data)), pixels(UPRIGHT))


# One entry: the orientation, as a text of three letters.
TEXT_FOR_A_NUMBER = b"MM\0*" + struct.pack(">IHHHI4sI", 8, 1, 0x0112, 2, 4, b"abc\0", 0)


@pytest.mark.parametrize(
    "block",
    [b"II*\0" + b"\xff" * 40, b"no TIFF header", b"II*\0\x08\0\0\0", b"", TEXT_FOR_A_NUMBER],
)
def test_a_damaged_exif_block_does_not_keep_a_picture_out(block: bytes) -> None:
    block, data = b"Exif\0\0" + block, photo()
    with_block = data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]
    assert np.array_equal(pixels(decode(with_block)), pixels(decode(data)))


def test_a_large_photo_is_reduced_to_512_px_in_proportion() -> None:
    large = noise(2, width=2100, height=1400)
    decoded = decode_with_size(encoded(large, "JPEG", quality=95))
    assert (decoded.width, decoded.height) == (2100, 1400)
    assert decoded.image.size == (512, 341)
    oracle = large.resize((512, 341), Image.Resampling.LANCZOS)
    assert abs(pixels(decoded.image) - pixels(oracle)).mean() < 2


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "I;16", "CMYK"])
def test_reducing_in_strips_gives_what_reducing_at_once_gives(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode == "I;16":
        ramp = np.linspace(0, 65535, 2500 * 1111).astype(np.uint16).reshape(1111, 2500)
        large = Image.fromarray(ramp)
    else:
        large = noise(3, width=2500, height=1111).convert(mode)
    at_once = to_rgb(large, black_white=levels(large)).reduce(2)
    oracle = at_once.resize((512, 228), Image.Resampling.LANCZOS)
    for strip in (10_000, 1_000_000):
        monkeypatch.setattr(decode_module, "_STRIP_PIXELS", strip)
        assert np.array_equal(pixels(decode_module._reduce(large)), pixels(oracle))


def test_a_small_picture_keeps_its_size() -> None:
    assert decode(encoded(noise(width=512, height=9))).size == (512, 9)


def test_a_picture_is_kept_as_a_jpeg_without_colour_subsampling_under_its_hash() -> None:
    picture = to_picture(UPRIGHT)
    kept = Image.open(io.BytesIO(picture.data))
    assert kept.format == "JPEG"
    assert JpegImagePlugin.get_sampling(kept) == 0
    assert kept.size == (picture.width, picture.height) == UPRIGHT.size
    assert picture.digest == hashlib.sha256(picture.data).hexdigest()
    assert abs(pixels(kept) - pixels(UPRIGHT)).mean() < 2


def test_a_picture_that_was_kept_can_be_read_again() -> None:
    picture = read_picture(photo())
    assert decode(picture.data).size == (picture.width, picture.height)


def test_no_metadata_is_kept() -> None:
    block = exif(1)
    block.get_ifd(0x8825)[2] = (48.0, 12.0, 30.0)  # a latitude
    block[0x010E] = "SECRET exif"
    data = encoded(
        UPRIGHT,
        "JPEG",
        exif=block,
        comment=b"SECRET comment",
        icc_profile=b"SECRET profile" * 20,
        xmp=b"<x>SECRET xmp</x>",
    )
    assert data.count(b"SECRET") > 3
    kept = read_picture(data).data
    assert b"SECRET" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_the_same_pixels_have_the_same_digest_whatever_file_they_came_in() -> None:
    as_png, as_bmp = encoded(UPRIGHT, "PNG"), encoded(UPRIGHT, "BMP")
    assert read_picture(as_png) == read_picture(as_bmp)


@pytest.mark.parametrize("file_format", ["GIF", "TIFF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(file_format: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if file_format == "WEBP" else {}
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:], **options)
    assert Image.open(io.BytesIO(data)).n_frames == 3
    assert decode(data).getpixel((10, 10)) == (255, 0, 0)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
def test_avif_is_read() -> None:
    decoded = decode(encoded(UPRIGHT, "AVIF", quality=100, subsampling="4:4:4"))
    assert abs(pixels(decoded) - pixels(UPRIGHT)).mean() < 3


def test_a_photo_of_two_lenses_is_read_as_its_first_picture() -> None:
    data = encoded(noise(4), "MPO", save_all=True, append_images=[noise(5)])
    assert Image.open(io.BytesIO(data)).format == "MPO"
    assert abs(pixels(decode(data)) - pixels(noise(4))).mean() < 10


def test_of_a_heic_file_the_main_picture_is_taken() -> None:
    others = {"save_all": True, "append_images": [noise(5)], "primary_index": 1}
    data = encoded(noise(4), "HEIF", quality=95, **others)
    assert abs(pixels(decode(data)) - pixels(noise(5))).mean() < 10


@pytest.mark.parametrize(("mode", "expected"), [("RGBA", (255, 255, 255)), ("L", (90, 90, 90))])
def test_heic_of_other_kinds_than_rgb_is_read(mode: str, expected: tuple[int, ...]) -> None:
    image = Image.new("L", (64, 64), 90).convert(mode)
    if mode == "RGBA":
        image.putalpha(0)
    pixel = decode(encoded(image, "HEIF", quality=-1)).getpixel((30, 30))
    assert np.abs(np.subtract(pixel, expected)).max() <= 2


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "PPM", "HEIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_file_cut_short_is_refused(file_format: str, share: float) -> None:
    whole = encoded(noise(width=200, height=150), file_format)
    with pytest.raises(UnreadableImage, match="cut short|no picture"):
        decode(whole[: int(len(whole) * share)])


def test_a_progressive_jpeg_cut_short_is_refused() -> None:
    whole = encoded(noise(width=200, height=150), "JPEG", progressive=True)
    with pytest.raises(UnreadableImage, match="The JPEG file is damaged or cut short"):
        decode(whole[: len(whole) * 6 // 10])


@settings(FIXED, max_examples=150)
@given(
    file_format=st.sampled_from(["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "HEIF"]),
    damage=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    end=st.floats(0.1, 1),
)
def test_damage_of_any_kind_gives_a_picture_or_a_reason_and_nothing_else(
    file_format: str, damage: list[tuple[float, int]], end: float
) -> None:
    data = bytearray(encoded(noise(6), file_format))
    for place, value in damage:
        data[int(place * (len(data) - 1))] = value
    with suppress(UnreadableImage):
        decoded = decode(bytes(data[: int(len(data) * end)]))
        assert decoded.mode == "RGB"
        assert max(decoded.size) <= limits.KEPT_SIDE_PX


@settings(FIXED, max_examples=200)
@given(st.binary(max_size=300))
def test_bytes_at_random_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableImage):
        decode(data)


EXCEPTIONS = [
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
]


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_whatever_pillow_raises_while_it_decodes_becomes_a_reason(
    exception: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: ImageFile.ImageFile) -> None:
        raise exception("secret of the library")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    with pytest.raises(UnreadableImage, match="damaged|memory") as caught:
        decode(photo())
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_whatever_pillow_raises_while_it_opens_becomes_a_reason(
    exception: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise exception("secret of the library")

    monkeypatch.setattr(Image, "open", fail)
    with pytest.raises(UnreadableImage, match="damaged|megapixels") as caught:
        decode(photo())
    assert "secret" not in str(caught.value)


def bmp_claiming(width: int, height: int) -> bytes:
    data = bytearray(encoded(UPRIGHT, "BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


def gif_claiming(width: int, height: int) -> bytes:
    data = bytearray(encoded(UPRIGHT, "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def webp_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return kind + struct.pack("<I", len(content)) + content

    def three(number: int) -> bytes:
        return struct.pack("<I", number)[:3]

    frame = encoded(UPRIGHT, "WEBP", lossless=True)[12:]
    where = three(0) * 2 + three(UPRIGHT.width - 1) + three(UPRIGHT.height - 1) + three(100) + b"\0"
    body = (
        b"WEBP"
        + chunk(b"VP8X", bytes([2, 0, 0, 0]) + three(width - 1) + three(height - 1))
        + chunk(b"ANIM", b"\0" * 6)
        + chunk(b"ANMF", where + frame)
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "data",
    [
        png_claiming(20_000, 20_000),
        png_claiming(9_500, 9_500),  # Pillow itself would only warn
        png_claiming(2**31 - 1, 2**31 - 1),
        bmp_claiming(3_000_000, 2_000_000),
        gif_claiming(65_535, 65_535),
        webp_claiming(16_384, 16_384),
        webp_claiming(6_000, 6_000),  # its decoder takes four times the memory of others
        b"P6 99999 99999 255\n" + b"\0" * 100,
        heic_claiming(20_000, 20_000),
        heic_claiming(8_000, 8_000),
        # Of which a part would be cut out.
        encoded(UPRIGHT, "HEIF") + heif_box(b"meta", size_box(30_000, 30_000)),
    ],
    ids=[
        "png",
        "png-warned",
        "png-largest",
        "bmp",
        "gif",
        "webp-largest",
        "webp",
        "ppm",
        "heic-largest",
        "heic",
        "heic-cut",
    ],
)
def test_a_pixel_bomb_is_refused_before_anything_is_decoded(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: ImageFile.ImageFile) -> None:
        pytest.fail("the pixels were asked for")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    with pytest.raises(UnreadableImage, match=r"at most \d+ megapixels"):
        decode(data)


def test_the_size_that_is_just_allowed_is_not_refused_for_its_size() -> None:
    with pytest.raises(UnreadableImage, match="damaged"):  # for want of pixels, not too many
        decode(png_claiming(9_433, 9_433))


def test_a_text_block_that_unpacks_to_hundreds_of_megabytes_is_refused() -> None:
    bomb = png_chunk(b"zTXt", b"key\0\0" + zlib.compress(b"\0" * 50_000_000))
    data = png_claiming(20, 20)
    with pytest.raises(UnreadableImage):
        decode(data[:33] + bomb + data[33:])


def test_a_file_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", len(photo()) - 1)
    with pytest.raises(UnreadableImage, match="larger than"):
        decode(photo())


def test_a_picture_without_any_pixels_is_refused() -> None:
    with pytest.raises(UnreadableImage, match="damaged"):
        decode(png_claiming(0, 9))


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 9), (7, 20)])
def test_the_tiniest_picture_is_read(size: tuple[int, int]) -> None:
    data = encoded(Image.new("RGB", size, "red"))
    assert decode(data).size == size
    picture = read_picture(data)
    assert (picture.width, picture.height) == size


def test_a_strip_of_which_nothing_would_be_left_is_refused() -> None:
    with pytest.raises(UnreadableImage, match="too narrow"):
        decode(encoded(Image.new("RGB", (4000, 20))))
