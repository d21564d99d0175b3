import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.images.made import noise
from transfer_demo.images.blank import blank
from transfer_demo.images.similar import look_of


@pytest.mark.parametrize(
    ("colour", "word"),
    [((0, 0, 0), "black"), ((9, 12, 3), "black"), ((255, 255, 254), "white")]
    + [((20, 120, 220), "of one colour")],
)
def test_what_is_of_one_colour_is_blank(colour: tuple[int, int, int], word: str) -> None:
    assert blank(look_of(Image.new("RGB", (90, 60), colour))) == word


def test_a_few_bits_of_sixteen_are_nearly_black() -> None:
    values = np.asarray(noise(1, width=90, height=60).convert("L")) // 16
    assert blank(look_of(Image.fromarray(values))) == "black"


def test_a_fine_pattern_a_small_thing_and_an_unknown_look_are_not() -> None:
    noisy = np.random.default_rng(0).integers(0, 255, (90, 60)).astype(np.uint8)
    assert blank(look_of(Image.fromarray(noisy))) is None
    small = Image.new("RGB", (90, 90), "white")
    ImageDraw.Draw(small).rectangle((40, 40, 55, 55), fill="red")
    assert blank(look_of(small)) is None
    assert blank("") is None
