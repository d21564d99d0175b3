import io

import pytest
from PIL import Image, features

from tests.images.made import encoded, noise, zipped
from transfer_demo.errors import UnreadableImage
from transfer_demo.images import formats, heif
from transfer_demo.images.decode import decode

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (EPS, "PostScript"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC file is damaged"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"just some text, nothing else", "no picture"),
        (zipped({"a.txt": b"a"}), "zip"),
        (b"\xff\xd8\xff\xe0", "JPEG file is damaged"),
        (b"8BPS\0\1", "Photoshop"),
    ],
)
def test_what_is_no_picture_is_refused_by_its_name(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableImage, match=word):
        decode(data)


@pytest.mark.parametrize("file_format", ["ICO", "TGA", "PCX", "JPEG2000", "PDF", "SGI", "EPS"])
def test_a_format_that_is_not_on_the_list_is_refused(file_format: str) -> None:
    with pytest.raises(UnreadableImage, match="Save it as JPEG or PNG"):
        decode(encoded(noise(width=32, height=32), file_format))


@pytest.mark.parametrize("file_format", formats.READABLE)
def test_every_format_on_the_list_is_read_and_recognised(file_format: str) -> None:
    data = encoded(noise(), file_format)
    assert decode(data).size == noise().size
    if file_format != "PPM":  # a format for machines, without a mark of its own
        assert formats.claimed_format(data).upper() == file_format


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1"])
def test_a_heic_photo_is_recognised_by_either_of_its_brands(brand: bytes) -> None:
    data = encoded(noise(), heif.FORMAT)
    assert data[4:12] == b"ftypheic"
    other = data[:8] + brand + data[12:]
    assert formats.claimed_format(other) == "HEIC"
    assert decode(other).size == noise().size


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow was built without AVIF")
def test_avif_under_the_general_brand_is_not_taken_for_heic() -> None:
    data = encoded(noise(), "AVIF")
    general = data[:8] + b"mif1" + data[12:]
    assert formats.claimed_format(general) == "AVIF"
    assert decode(general).size == noise().size


def test_what_is_read_is_named_in_words_that_people_know() -> None:
    assert "HEIC" in formats.READABLE_IN_WORDS
    assert "WebP" in formats.READABLE_IN_WORDS


def test_a_picture_is_recognised_by_content_whatever_its_name() -> None:
    assert Image.open(io.BytesIO(encoded(noise(), "WEBP"))).format == "WEBP"
    assert decode(encoded(noise(), "WEBP")).size == noise().size


def test_a_format_that_this_pillow_cannot_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "READABLE", ("JPEG",))
    reason = formats.why_unknown(b"\0\0\0\x1cftypavif\0\0\0\0")
    assert "AVIF" in reason
    assert "on this machine cannot read" in reason
