import numpy as np
import pytest

from tests.training.made import examples, picture
from transfer_demo.images.dataset import Example
from transfer_demo.training.views import Views, centre_box, random_box


def views(count=3, **choices):
    values = {"size_px": 32, "augmentation": "crop_flip", "seed": 0} | choices
    return Views(examples(count), **values)


def test_a_batch_is_square_rgb_bytes():
    batch = views().batch(0, np.array([2, 0]))
    assert batch.shape == (2, 32, 32, 3)
    assert batch.dtype == np.uint8


@pytest.mark.parametrize("augmentation", ["crop", "crop_flip"])
def test_two_workers_make_the_same_views_whatever_they_ask_for_first(augmentation):
    one, other = views(augmentation=augmentation), views(augmentation=augmentation, keep=False)
    other.batch(1, np.array([2]))
    for view in (1, 0):
        np.testing.assert_array_equal(
            one.batch(view, np.array([0, 1, 2])), other.batch(view, np.array([0, 1, 2]))
        )


def test_views_differ_from_each_other_between_images_and_between_seeds():
    made = views()
    first = made.batch(0, np.array([0]))
    assert not np.array_equal(first, made.batch(1, np.array([0])))
    assert not np.array_equal(first, made.batch(0, np.array([1])))
    assert not np.array_equal(first, views(seed=1).batch(0, np.array([0])))


def test_without_augmentation_every_view_shows_the_centre():
    made = views(augmentation="none")
    np.testing.assert_array_equal(made.batch(0, np.array([0])), made.batch(5, np.array([0])))


def test_about_half_of_the_views_are_mirrored_and_only_if_that_is_wanted():
    plain, mirrored = views(1, augmentation="crop"), views(1)
    flips = 0
    for view in range(60):
        a, b = plain.batch(view, np.array([0])), mirrored.batch(view, np.array([0]))
        same, flipped = np.array_equal(a, b), np.array_equal(a, b[:, :, ::-1])
        assert same or flipped
        flips += not same
    assert 15 <= flips <= 45


def test_crops_lie_inside_the_picture_and_have_at_least_half_of_its_area():
    rng = np.random.default_rng(0)
    for _ in range(500):
        left, top, right, bottom = random_box(300, 200, rng)
        assert 0 <= left < right <= 300
        assert 0 <= top < bottom <= 200
        assert (right - left) * (bottom - top) >= 0.5 * 300 * 200 - 1e-6


def test_a_very_long_picture_is_shown_from_its_centre():
    assert random_box(1000, 10, np.random.default_rng(0)) == centre_box(1000, 10)
    assert centre_box(1000, 10) == (495, 0, 505, 10)


def test_a_large_picture_decoded_at_reduced_size_still_shows_the_same():
    large = Example(picture=picture(seed=1, channel=1, size=(512, 384)), label=0, file="large")
    shown = Views([large], size_px=32, augmentation="none", seed=0).batch(0, np.array([0]))
    red, green, blue = shown[0].reshape(-1, 3).mean(axis=0)
    # The noise is 60 on average in each channel, and green has 100 more.
    assert abs(red - 60) < 6
    assert abs(green - 160) < 6
    assert abs(blue - 60) < 6
