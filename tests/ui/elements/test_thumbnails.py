import base64
import io
import re

import pytest
from PIL import Image

from tests.images.made import noise
from transfer_demo.images.dataset import Example, ImageSet, LabelledImages, Photo
from transfer_demo.images.decode import to_picture
from transfer_demo.ui.elements import thumbnails
from transfer_demo.ui.elements.thumbnails import strips_of_classes, strips_of_parts

HOSTILE = '"><script>alert(1)</script>'


def _images(*, train: int, validation: int) -> LabelledImages:
    examples = [
        Example(picture=to_picture(noise(seed, width=90)), label=0, file=f"{seed}{HOSTILE}.jpg")
        for seed in range(train + validation)
    ]
    return LabelledImages(
        classes=(HOSTILE, "other"),
        train=tuple(examples[:train]),
        validation=tuple(examples[train:]),
    )


def test_each_part_shows_its_images_as_small_squares() -> None:
    html = strips_of_parts(_images(train=3, validation=2))
    train, held_out = html.split("strip-held-out", 1)
    assert train.count("<img") == 3
    assert held_out.count("<img") == 2
    assert "3 training · 2 held out" in html
    assert "0 training · 0 held out" in html
    for data in re.findall(r"base64,([^\"]+)", html):
        with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
            assert picture.size == (thumbnails.SIDE_PX, thumbnails.SIDE_PX)


def test_names_cannot_leave_their_place() -> None:
    html = strips_of_parts(_images(train=1, validation=1))
    assert "<script" not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_many_images_are_counted_and_not_all_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "MOST", 2)
    html = strips_of_parts(_images(train=5, validation=1))
    assert html.count("<img") == 3
    assert "and 3 more" in html


def test_images_that_cannot_be_split_are_shown_all_the_same() -> None:
    photo = Photo(picture=to_picture(noise(1)), class_name="a", file="a.jpg")
    html = strips_of_classes(ImageSet(classes=("a", "b"), photos=(photo,)))
    assert "1 photo<" in html
    assert "0 photos<" in html
    assert html.count("<img") == 1
