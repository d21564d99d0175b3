import io
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from transfer_demo.backbones import catalogue
from transfer_demo.images.dataset import Example, LabelledImages
from transfer_demo.images.decode import to_picture
from transfer_demo.lessons.tampering import (
    BACKGROUNDS,
    Tampering,
    coloured_backgrounds,
    from_the_border,
    leaked,
    permuted_pixels,
    shuffled_labels,
)
from transfer_demo.plan import Plan
from transfer_demo.training.augmented_views import Views

PLAN = Plan(image_size_px=32, augmentation="none")
FRAMING = catalogue.get(PLAN.backbone).framing(PLAN.image_size_px)
SIDE = 64
RING, HOLE = slice(16, 48), slice(28, 36)


def cut_out(number: int) -> Image.Image:
    """A dark noisy square on white, with a white hole in it that is no background."""
    pixels = np.full((SIDE, SIDE, 3), 255, dtype=np.uint8)
    noise = np.random.default_rng(number).integers(20, 120, (32, 32, 3), dtype=np.uint8)
    pixels[RING, RING] = noise
    pixels[HOLE, HOLE] = 255
    return Image.fromarray(pixels)


def examples(numbers: range) -> tuple[Example, ...]:
    return tuple(
        Example(picture=to_picture(cut_out(number)), label=number % 4, file=f"{number}.jpg")
        for number in numbers
    )


@pytest.fixture(scope="module")
def images() -> LabelledImages:
    return LabelledImages(
        classes=("a", "b", "c", "d"), train=examples(range(12)), validation=examples(range(20, 24))
    )


def pixels_of(example: Example) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(example.picture.data)).convert("RGB"))


def views_of(part: tuple[Example, ...]) -> np.ndarray:
    views = Views(part, framing=FRAMING, augmentation="none", seed=0)
    return views.batch(0, np.arange(len(part)))


@pytest.mark.parametrize("change", [leaked, shuffled_labels, coloured_backgrounds, permuted_pixels])
def test_the_same_images_and_plan_give_the_same_and_the_given_ones_stay(
    change: Tampering, images: LabelledImages
) -> None:
    before = replace(images)
    assert change(images, PLAN) == change(images, PLAN) != images
    assert images == before


def test_a_leak_adds_every_validation_image_with_its_label(images: LabelledImages) -> None:
    changed = leaked(images, PLAN)
    assert changed.validation == images.validation
    assert Counter(changed.train) == Counter(images.train) + Counter(images.validation)


def test_shuffled_labels_are_the_same_labels_on_other_images(images: LabelledImages) -> None:
    changed = shuffled_labels(images, PLAN)
    assert changed.validation == images.validation
    assert [e.picture for e in changed.train] == [e.picture for e in images.train]
    before, after = ([e.label for e in each.train] for each in (images, changed))
    assert Counter(before) == Counter(after)
    assert before != after
    other = shuffled_labels(images, replace(PLAN, seed=1))
    assert after != [example.label for example in other.train]


def test_backgrounds_tell_the_class_and_nothing_else_changes(images: LabelledImages) -> None:
    changed = coloured_backgrounds(images, PLAN)
    parts = ((images.train, changed.train), (images.validation, changed.validation))
    for before, after in parts:
        assert [e.label for e in before] == [e.label for e in after]
        for old, new in zip(before, after, strict=True):
            was, now = pixels_of(old).astype(int), pixels_of(new).astype(int)
            border = np.concatenate([now[0], now[-1], now[:, 0], now[:, -1]])
            assert abs(border - BACKGROUNDS[new.label]).max() <= 8
            # JPEG smears across the edge of a block; inside, the thing and its hole are kept.
            assert abs(was - now)[20:44, 20:44].max() <= 12
            assert new.picture.digest != old.picture.digest


def test_one_order_of_pixels_is_used_for_all_of_them(images: LabelledImages) -> None:
    changed = permuted_pixels(images, PLAN)
    before = np.concatenate([views_of(images.train), views_of(images.validation)])
    after = np.concatenate([views_of(changed.train), views_of(changed.validation)])
    before, after = (each.reshape(16, 32 * 32, 3).transpose(1, 0, 2) for each in (before, after))
    # Where a pixel went it went in every picture: so the places can be matched, whole columns.
    columns = Counter(column.tobytes() for column in before)
    assert columns == Counter(column.tobytes() for column in after)
    assert (before != after).any()


def test_permuted_pixels_lie_nowhere_near_their_old_neighbours(images: LabelledImages) -> None:
    plain, permuted = (
        abs(np.diff(views_of(each.train).astype(float), axis=2)).mean()
        for each in (images, permuted_pixels(images, PLAN))
    )
    assert permuted > 2 * plain


@given(
    st.integers(1, 9).flatmap(
        lambda width: st.lists(
            st.lists(st.booleans(), min_size=width, max_size=width), min_size=1, max_size=9
        )
    )
)
def test_what_is_reached_from_the_border_is_what_a_walker_reaches(rows: list[list[bool]]) -> None:
    open_ = np.array(rows)
    height, width = open_.shape
    border = {
        (y, x)
        for y in range(height)
        for x in range(width)
        if open_[y, x] and (y in (0, height - 1) or x in (0, width - 1))
    }
    walked, ahead = set(border), list(border)
    while ahead:
        y, x = ahead.pop()
        for place in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            inside = 0 <= place[0] < height and 0 <= place[1] < width
            if inside and open_[place] and place not in walked:
                walked.add(place)
                ahead.append(place)
    reached = from_the_border(open_)
    assert {(int(y), int(x)) for y, x in np.argwhere(reached)} == walked
