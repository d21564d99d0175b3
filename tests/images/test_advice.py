from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.images.made import look, noise
from transfer_demo.images.advice import Advice, advise
from transfer_demo.images.dataset import ImageSet, Part, Photo, Picture
from transfer_demo.images.decode import to_picture
from transfer_demo.images.samples import SAMPLES
from transfer_demo.images.split import split


def photo(
    class_name: str, number: int, *, size: tuple[int, int] = (200, 150), part: Part | None = None
) -> Photo:
    name = f"{class_name}/{number}"
    width, height = size
    seed = sum(map(ord, class_name)) * 1000 + number
    picture = Picture(data=b"", width=width, height=height, digest=name, look=look(seed))
    return Photo(picture=picture, class_name=class_name, file=name, part=part)


def many(counts: dict[str, int]) -> ImageSet:
    """Photos of two sizes in every class, with nothing wrong."""
    sizes = [(200, 150), (150, 200)]
    photos = [
        photo(name, number, size=sizes[number % 2])
        for name, count in counts.items()
        for number in range(count)
    ]
    return ImageSet(classes=tuple(counts), photos=tuple(photos))


def advice(images: ImageSet, *, plan_weights: bool = False) -> dict[str, Advice]:
    found = advise(images, split(images, seed=0), plan_weights=plan_weights)
    kinds = Counter(each.kind for each in found)
    assert all("\n" not in each.text and each.text.endswith(".") for each in found)
    assert all(count == 1 for count in kinds.values())
    return {each.kind: each for each in found}


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    assert advice(many({"a": 50, "b": 60})) == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_need_no_advice(name: str) -> None:
    assert advice(SAMPLES[name].load()) == {}


def test_a_class_of_few_images_is_named() -> None:
    found = advice(many({"a": 4, "b": 90, "c": 5}), plan_weights=True)
    assert found.keys() == {"few"}
    assert found["few"].text.startswith("Class a has fewer than 5 images")
    two = advice(many({"a": 4, "b": 90, "c": 2}), plan_weights=True)
    assert two["few"].text.startswith("Classes a, c have fewer")


def test_imbalance_over_four_to_one_is_named_unless_classes_are_weighted() -> None:
    images = many({"a": 100, "b": 20})
    text = advice(images)["imbalance"].text
    assert "Class a has 70 images to learn from and class b has 14" in text
    assert "class weights" in text
    assert advice(images, plan_weights=True) == {}
    assert advice(many({"a": 80, "b": 20})) == {}


def test_imbalance_is_that_of_what_is_trained_on() -> None:
    images = many({"a": 100, "b": 20})
    parts = split(images, seed=0, train_per_class=10)
    assert advise(images, parts, plan_weights=False) == ()
    (found,) = advise(images, None, plan_weights=False)
    assert found.kind == "imbalance"


def test_a_validation_part_that_can_tell_little_is_named_with_the_interval() -> None:
    text = advice(many({"a": 20, "b": 20}))["small_validation"].text
    assert text.startswith("Only 12 images check the result: an accuracy of 80% would mean")
    assert "from 55% to 95%" in text


def test_look_alikes_on_both_sides_of_a_given_split_are_named() -> None:
    images = many({"a": 60, "b": 60})
    parts: list[Part] = ["train", "validation"]
    given = [replace(p, part=parts[index % 2]) for index, p in enumerate(images.photos)]
    assert advice(replace(images, photos=tuple(given))) == {}
    copy = replace(given[1].picture, digest="copy", look=look(sum(map(ord, "a")) * 1000, 9))
    given[1] = replace(given[1], picture=copy)
    text = advice(replace(images, photos=tuple(given)))["leak"].text
    assert text.startswith("1 pair of images looks alike across your split (a/0 and a/1)")
    undivided = tuple(replace(each, part=None) for each in given)
    assert advice(replace(images, photos=undivided)) == {}


def test_small_images_are_counted() -> None:
    images = many({"a": 60, "b": 60})
    small = (photo("a", 900, size=(63, 200)), photo("b", 901, size=(32, 40)))
    text = advice(replace(images, photos=(*images.photos, *small)))["tiny"].text
    assert text.startswith("2 images are smaller than 64 px on one side (the smallest 32 x 40)")
    large = photo("a", 902, size=(64, 64))
    assert advice(replace(images, photos=(*images.photos, large))) == {}


def test_a_picture_with_two_labels_is_named() -> None:
    images = many({"a": 60, "b": 60})
    twice = replace(images.photos[3], class_name="b", file="again")
    text = advice(replace(images, photos=(*images.photos, twice)))["conflict"].text
    assert text.startswith("1 image has two labels (a/3)")


def test_a_class_of_one_size_unlike_the_others_is_named() -> None:
    images = many({"a": 60, "b": 60})
    one_size = [photo("c", number, size=(512, 341)) for number in range(60)]
    three = replace(images, classes=("a", "b", "c"), photos=(*images.photos, *one_size))
    text = advice(three)["shortcut"].text
    assert text.startswith("All images of class c are 512 x 341 pixels large")
    same = [replace(p, picture=replace(p.picture, width=512, height=341)) for p in three.photos]
    assert advice(replace(three, photos=tuple(same))) == {}


def on(colour: str | None, seed: int) -> Picture:
    """A thing in the middle of a picture, on a plain background or on another thing."""
    image = noise(seed + 500, width=90, height=90)
    if colour is not None:
        rng = np.random.default_rng(seed)
        image = Image.new("RGB", (90, 90), colour)
        left, top = (int(value) for value in rng.integers(18, 30, 2))
        image.paste(noise(seed, width=40, height=40), (left, top))
    return to_picture(image)


def backgrounds(colours: dict[str, str | None]) -> ImageSet:
    photos = tuple(
        Photo(picture=on(colour, 100 * place + number), class_name=name, file=f"{name}/{number}")
        for place, (name, colour) in enumerate(colours.items())
        for number in range(50)
    )
    return ImageSet(classes=tuple(colours), photos=photos)


def test_a_class_on_a_background_of_its_own_is_named() -> None:
    found = advice(backgrounds({"dogs": "green", "cats": None}))
    assert found.keys() == {"shortcut"}
    assert found["shortcut"].text.startswith("All images of class dogs have the same background")


def test_a_background_that_all_classes_share_tells_nothing() -> None:
    assert advice(backgrounds({"dogs": "white", "cats": "white"})) == {}


def test_a_class_that_is_of_one_colour_throughout_is_no_shortcut() -> None:
    images = backgrounds({"water": "navy", "land": None})
    water = [
        replace(p, picture=to_picture(Image.new("RGB", (90, 90), (0, 0, 90 + number))))
        for number, p in enumerate(images.photos[:50])
    ]
    found = advice(replace(images, photos=(*water, *images.photos[50:])))
    assert found.keys() == {"blank"}
    assert "50 images are nearly of one colour throughout" in found["blank"].text


@pytest.mark.parametrize(("level", "word"), [(0, "black"), (12, "black"), (255, "white")])
def test_photos_of_which_nothing_is_seen_are_named(level: int, word: str) -> None:
    images = backgrounds({"dogs": None, "cats": None})
    rng = np.random.default_rng(level)
    values = np.clip(level + rng.integers(-4, 5, (60, 80)), 0, 255).astype(np.uint8)
    dark = replace(images.photos[0], picture=to_picture(Image.fromarray(values)), file="dark.png")
    found = advice(replace(images, photos=(dark, *images.photos[1:])))
    assert f"1 image is nearly {word} throughout (dark.png)" in found["blank"].text


def test_classes_that_differ_in_capitals_alone_are_named() -> None:
    images = backgrounds({"Cats": None, "cats": None, "dogs": None})
    assert "Classes Cats and cats differ in capitals or signs alone" in advice(images)["names"].text


def test_without_looks_nothing_is_said_of_backgrounds() -> None:
    images = backgrounds({"dogs": "green", "cats": None})
    blind = tuple(replace(p, picture=replace(p.picture, look="")) for p in images.photos)
    assert advice(replace(images, photos=blind)) == {}


def test_no_images_need_no_advice() -> None:
    assert advise(ImageSet(classes=(), photos=()), None, plan_weights=False) == ()
