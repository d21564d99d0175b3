import hashlib
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter
from torchvision import transforms
from torchvision.models import get_model_weights
from torchvision.transforms import InterpolationMode

from tests.published import published
from tests.training.made import examples
from transfer_demo.backbones.catalogue import CATALOGUE, get
from transfer_demo.images.dataset import Example, Picture
from transfer_demo.training.augmented_views import Views, decoded, random_box

BACKBONE = get("efficientnet_lite0")
FRAMING = BACKBONE.framing(32)

# (width, height): wide, tall, tiny, square, one of odd sides, and one that is never resized.
SHAPES = ((300, 200), (211, 380), (20, 14), (256, 256), (333, 257), (1500, 20), (182, 182))


def views(count=3, **choices):
    values = {"framing": FRAMING, "augmentation": "crop_flip", "seed": 0} | choices
    return Views(examples(count), **values)


def noise(size, *, seed=0, blur=0.0):
    """A picture of every frequency up to the finest, (width, height), or of none that is fine."""
    width, height = size
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    image = Image.fromarray(pixels)
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def stored(image, form="PNG", **choices):
    buffer = io.BytesIO()
    image.save(buffer, form, **choices)
    data = buffer.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    return Picture(data=data, width=image.width, height=image.height, digest=digest)


def shown(picture, framing, augmentation="none"):
    """The first view of one picture."""
    example = Example(picture=picture, label=0, file="")
    made = Views([example], framing=framing, augmentation=augmentation, seed=0)
    return made.batch(0, np.array([0]))[0]


def difference(first, second):
    return np.abs(np.asarray(first, dtype=int) - np.asarray(second, dtype=int))


def test_a_batch_is_square_rgb_bytes():
    batch = views().batch(0, np.array([2, 0]))
    assert batch.shape == (2, 32, 32, 3)
    assert batch.dtype == np.uint8


@pytest.mark.parametrize("augmentation", ["crop", "crop_flip"])
def test_two_workers_make_the_same_views_whatever_they_ask_for_first(augmentation):
    one = views(augmentation=augmentation, keep=2)
    other = views(augmentation=augmentation, threads=3)
    other.batch(1, np.array([2]))
    for view in (1, 0):
        np.testing.assert_array_equal(
            one.batch(view, np.array([0, 1, 2])), other.batch(view, np.array([0, 1, 2]))
        )


def test_many_views_of_one_picture_made_at_once_are_those_made_one_by_one():
    example = Example(picture=stored(noise((480, 360))), label=0, file="")
    choices = {"framing": FRAMING, "augmentation": "crop_flip", "seed": 0}
    together = Views([example], threads=4, **choices).batch(np.arange(24), np.zeros(24, dtype=int))
    alone = Views([example], **choices)
    for view in range(24):
        np.testing.assert_array_equal(together[view], alone.batch(view, np.array([0]))[0])


@pytest.mark.parametrize(("keep", "again"), [(4, 0), (3, 1), (0, 1)])
def test_a_picture_is_decoded_once_for_all_views_that_are_kept_or_asked_for_together(
    keep, again, monkeypatch
):
    seen = []
    monkeypatch.setattr(
        "transfer_demo.training.augmented_views.decoded",
        lambda data, wanted_px: seen.append(data) or decoded(data, wanted_px),
    )
    made = views(2, keep=keep, threads=2)
    made.batch(np.array([0, 1, 2, 0]), np.array([0, 0, 0, 1]))
    assert len(seen) == 2
    made.batch(3, np.array([0]))
    assert len(seen) == 2 + again


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


def test_a_crop_of_a_very_long_picture_is_its_largest_central_square():
    assert random_box(1000, 10, np.random.default_rng(0)) == (495, 0, 505, 10)


@pytest.mark.parametrize("size_px", [None, 160, 64], ids=["input size", "160 px", "64 px"])
@pytest.mark.parametrize("name", CATALOGUE)
def test_without_augmentation_a_picture_is_shown_as_the_published_transform_shows_it(name, size_px):
    backbone = get(name)
    size_px = size_px or backbone.input_size_px
    transform = published(backbone, size_px)
    for size in SHAPES:
        # A little blurred. Where there are nothing but edges, it shows that Pillow resizes columns
        # or rows first, by the sizes, and cuts off between what is darker than black.
        image = noise(size, blur=0.7)
        off = difference(shown(stored(image), backbone.framing(size_px)), transform(image))
        assert (off > 1).mean() < 1e-3, size
        assert off.max() <= 2, size


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2", "convnext_tiny", "efficientnet_b0"])
def test_at_the_input_size_the_network_gets_what_torchvision_would_give_it(name):
    backbone = get(name)
    facts, image = backbone.preprocessing, noise((300, 200), blur=0.7)
    made = shown(stored(image), backbone.framing(backbone.input_size_px)) / 255
    expected = get_model_weights(name)["IMAGENET1K_V1"].transforms()(image)
    ours = ((made - facts.mean) / facts.std).transpose(2, 0, 1)
    np.testing.assert_allclose(ours, expected.numpy(), atol=2.01 / 255 / min(facts.std))


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
def test_crops_have_the_interpolation_of_the_weights(interpolation):
    image = noise((300, 200))
    framing = replace(BACKBONE.framing(160), interpolation=interpolation)
    example = Example(picture=stored(image), label=0, file="")
    made = Views([example], framing=framing, augmentation="crop", seed=0).batch(3, np.array([0]))
    digest = int(example.picture.digest, 16)
    box = random_box(300, 200, np.random.default_rng([0, digest, 3]))
    filters = {each: getattr(Image.Resampling, each.upper()) for each in ("bilinear", "bicubic")}
    other = filters.pop("bilinear" if interpolation == "bicubic" else "bicubic")
    (wanted,) = filters.values()
    np.testing.assert_array_equal(made[0], image.resize((160, 160), wanted, box=box))
    assert difference(made[0], image.resize((160, 160), other, box=box)).mean() > 5


# Shapes of photos as they are kept, and sizes at which some of them are decoded at 1/2 to 1/8.
@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18"])
@pytest.mark.parametrize("size", [(512, 384), (341, 512), (500, 333), (512, 512)])
@pytest.mark.parametrize(
    ("size_px", "reduced"), [(24, (4, 8)), (32, (2, 4)), (64, (1, 2)), (160, (1,))]
)
def test_a_jpeg_that_is_decoded_at_reduced_size_shows_nearly_the_same(name, size, size_px, reduced):
    framing = get(name).framing(size_px)
    # Blurred by a pixel, noise is about as fine as the sharpest photos are.
    picture = stored(noise(size, blur=1), "JPEG", quality=95, subsampling=0)
    assert decoded(picture.data, framing.resized_px).reduced in reduced
    whole = Image.open(io.BytesIO(picture.data)).convert("RGB")
    transform = transforms.Compose(
        [
            transforms.Resize(framing.resized_px, InterpolationMode(framing.interpolation)),
            transforms.CenterCrop(size_px),
        ]
    )
    off = difference(shown(picture, framing), transform(whole))
    assert off.max() <= 6
    assert off.mean() <= 1
