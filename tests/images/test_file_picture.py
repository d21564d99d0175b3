import io

import pytest
from PIL import Image

from tests.images.made import encoded, noise, photo
from transfer_demo.errors import UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.decode import decode_with_size, to_picture
from transfer_demo.images.file_picture import picture_in


def test_a_file_becomes_what_is_kept_of_it_and_its_size() -> None:
    found = picture_in(photo(1))
    decoded = decode_with_size(photo(1))
    assert found.picture == to_picture(decoded.image)
    assert (found.width, found.height) == (decoded.width, decoded.height)


def test_an_ordinary_progressive_jpeg_is_read() -> None:
    data = io.BytesIO()
    noise(1).convert("RGB").save(data, "JPEG", progressive=True)
    assert data.getvalue().count(b"\xff\xda") > 5
    assert picture_in(data.getvalue()).picture


def test_thousands_of_passes_over_one_picture_are_refused_before_the_first() -> None:
    with pytest.raises(UnreadableImage, match="ordinary JPEG"):
        picture_in(many_scans(limits.SCANS + 1))


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = io.BytesIO()
    Image.new("RGB", (64, 64)).save(data, "JPEG", progressive=True)
    whole = data.getvalue()
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * count + whole[-2:]


def test_a_png_with_the_bytes_of_a_scan_in_it_is_read() -> None:
    assert picture_in(encoded(noise(3))).picture


@pytest.mark.parametrize(
    "data",
    [
        b"P3\n2 1\n255\n" + b"#\n" * 100 + b"1 2 3 4 5 6\n",
        b"P2\n1 1\n255\n7\n",
        b"BM" + bytes(28) + b"\x01\0\0\0" + bytes(100),
    ],
    ids=["ppm", "pgm", "bmp"],
)
def test_kinds_that_take_far_too_long_are_refused_unread(data: bytes) -> None:
    with pytest.raises(UnreadableImage, match="Save it as PNG or JPEG"):
        picture_in(data)


def test_their_ordinary_relatives_are_read() -> None:
    for kind in ("PPM", "BMP"):
        assert picture_in(encoded(noise(1), kind)).picture
