"""What can be wrong with images, done to them on purpose: the faults of Break it.

Each function takes the two parts of an experiment and the plan of its run, and returns them with
one thing changed. The pictures that came with the program stay as they are.
"""

import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.spec import Framing
from transfer_demo.images.dataset import Example, LabelledImages, Picture
from transfer_demo.images.decode import to_picture
from transfer_demo.plan import Plan
from transfer_demo.training.augmented_views import Pixels, Views, margin

Tampering = Callable[[LabelledImages, Plan], LabelledImages]

Flags = NDArray[np.bool_]

# Far from each other, and light enough for a thing to be seen on them.
BACKGROUNDS: Final = ((240, 130, 120), (130, 200, 130), (125, 165, 240), (240, 215, 110))
# JPEG leaves no pure white.
_WHITE_LEVEL: Final = 240
# Every permutation of pixels is as good as another, as long as it is the same for all pictures.
_ORDER_SEED: Final = 0


def leaked(images: LabelledImages, plan: Plan) -> LabelledImages:
    """Put a copy of each validation image among the training images."""
    return replace(images, train=(*images.train, *images.validation))


def shuffled_labels(images: LabelledImages, plan: Plan) -> LabelledImages:
    """Deal the labels of the training images out among them at random, by the seed of the plan."""
    order = np.random.default_rng(plan.seed).permutation(len(images.train))
    labels = [images.train[place].label for place in order]
    train = tuple(
        replace(example, label=label) for example, label in zip(images.train, labels, strict=True)
    )
    return replace(images, train=train)


def coloured_backgrounds(images: LabelledImages, plan: Plan) -> LabelledImages:
    """Give each class a background of its own colour, in training and validation images."""
    return replace(
        images,
        train=_on_colours(images.train),
        validation=_on_colours(images.validation),
    )


def permuted_pixels(images: LabelledImages, plan: Plan) -> LabelledImages:
    """Put the pixels of every image into one random order, the same for all.

    The pictures get the size at which the plan's network looks at them: resized once more, they
    would be a blur.
    """
    framing = catalogue.get(plan.backbone).framing(plan.image_size_px)
    return replace(
        images,
        train=_permuted(images.train, framing),
        validation=_permuted(images.validation, framing),
    )


def _on_colours(examples: Iterable[Example]) -> tuple[Example, ...]:
    return tuple(
        replace(example, picture=_on_colour(example, BACKGROUNDS[example.label % len(BACKGROUNDS)]))
        for example in examples
    )


def _on_colour(example: Example, colour: tuple[int, int, int]) -> Picture:
    with Image.open(io.BytesIO(example.picture.data)) as opened:
        pixels = np.array(opened.convert("RGB"))
    white: Flags = pixels.min(axis=2) >= _WHITE_LEVEL
    pixels[from_the_border(white)] = colour
    return to_picture(Image.fromarray(pixels))


def from_the_border(open_: Flags) -> Flags:
    """Return the places that can be reached from the border through open ones, (H, W).

    Pillow's `ImageDraw.floodfill` finds the same, pixel by pixel in Python: for the 103 photos that
    takes the web process twenty seconds instead of two, in which its pages wait.
    """
    reached = np.zeros_like(open_)
    reached[0], reached[-1], reached[:, 0], reached[:, -1] = (
        open_[0],
        open_[-1],
        open_[:, 0],
        open_[:, -1],
    )
    while True:
        further = _along_rows(reached, open_)
        further = _along_rows(further.T, open_.T).T
        if (further == reached).all():
            return reached
        reached = further


def _along_rows(reached: Flags, open_: Flags) -> Flags:
    """Go from what is reached to all of the same run of open places in its row."""
    # Each place gets the number of the run that it is in; the closed ones end the runs.
    closed = ~open_
    closed[:, 0] = True  # a row begins with a run of its own
    runs = closed.ravel().cumsum()
    touched = np.bincount(runs, weights=reached.ravel()) > 0
    along: Flags = touched[runs].reshape(open_.shape) & open_
    return along


def _permuted(examples: tuple[Example, ...], framing: Framing) -> tuple[Example, ...]:
    order = np.random.default_rng(_ORDER_SEED).permutation(framing.size_px**2)
    views = Views(examples, framing=framing, augmentation="none", seed=0)
    pixels = views.batch(0, np.arange(len(examples)))
    # Around it, as much again as the network does not look at.
    before = margin(framing.resized_px, framing.size_px)
    around = (before, framing.resized_px - framing.size_px - before)
    shuffled = (shown.reshape(-1, 3)[order].reshape(shown.shape) for shown in pixels)
    return tuple(
        replace(example, picture=_lossless(np.pad(noise, (around, around, (0, 0)), mode="wrap")))
        for example, noise in zip(examples, shuffled, strict=True)
    )


def _lossless(pixels: Pixels) -> Picture:
    """Return a picture of these pixels, (H, W, 3), to the last bit: a JPEG would smooth them."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    data = buffer.getvalue()
    height, width, _ = pixels.shape
    digest = hashlib.sha256(data).hexdigest()
    return Picture(data=data, width=width, height=height, digest=digest)
