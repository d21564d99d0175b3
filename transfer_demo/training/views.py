"""Views: what the network is shown of each picture. Both arms see the same, in the same order.

A training image is shown in a few random crops ("views"), made once per run and not once per
epoch: decoding and resizing then cost nothing in the loop, and the activations behind a frozen
stage can be kept from one epoch to the next. Which crop a view shows depends only on the seed, the
picture and the view's number, so two workers that never talk to each other make the same, and so
do two trainings of which one has more pictures than the other.
"""

import io
import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from transfer_demo.images.dataset import Example
from transfer_demo.plan import Augmentation

# The resized crop of Szegedy et al. 2014, "Going deeper with convolutions", but with at least half
# of the area instead of 8 %: with a few dozen images, a crop that misses the object teaches noise.
CROP_AREA: Final = (0.5, 1.0)
CROP_LOG_ASPECT: Final = (math.log(3 / 4), math.log(4 / 3))

Pixels = NDArray[np.uint8]


class Row(NamedTuple):
    """One view of one picture; the picture is named by its digest."""

    digest: str
    view: int


class Views:
    """The views of some examples, made when they are first asked for and then kept.

    Args:
        examples: the pictures, in the order in which they are addressed.
        size_px: side of the square views.
        augmentation: "none" shows the centre of the picture in every view.
        seed: decides the crops.
        keep: whether made views stay in memory; off when they would not fit.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        *,
        size_px: int,
        augmentation: Augmentation,
        seed: int,
        keep: bool = True,
    ) -> None:
        self._examples = examples
        self._size_px = size_px
        self._augmentation = augmentation
        self._seed = seed
        self._keep = keep
        self._decoded: dict[int, Image.Image] = {}
        self._made: dict[tuple[int, int], Pixels] = {}

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._examples)

    def row(self, view: int, index: int) -> Row:
        """Return the name of one view of one example; without augmentation there is only one."""
        number = 0 if self._augmentation == "none" else view
        return Row(self._examples[index].picture.digest, number)

    def batch(self, view: int, indices: NDArray[np.intp]) -> Pixels:
        """Return one view of some examples as (N, size, size, 3) uint8 RGB."""
        return np.stack([self._view(view, int(index)) for index in indices])

    def _view(self, view: int, index: int) -> Pixels:
        made = self._made.get((view, index))
        if made is None:
            made = self._make(view, index)
            if self._keep:
                self._made[view, index] = made
        return made

    def _make(self, view: int, index: int) -> Pixels:
        picture = self._picture(index)
        size = (self._size_px, self._size_px)
        if self._augmentation == "none":
            box = centre_box(*picture.size)
            return np.asarray(picture.resize(size, Image.Resampling.BILINEAR, box=box))
        rng = np.random.default_rng([self._seed, self._number(index), view])
        box = random_box(*picture.size, rng)
        pixels = np.asarray(picture.resize(size, Image.Resampling.BILINEAR, box=box))
        mirrored = self._augmentation == "crop_flip" and rng.random() < 0.5
        return np.ascontiguousarray(pixels[:, ::-1]) if mirrored else pixels

    def _number(self, index: int) -> int:
        """Return the digest of a picture as a number."""
        return int(self._examples[index].picture.digest, 16)

    def _picture(self, index: int) -> Image.Image:
        picture = self._decoded.get(index)
        if picture is None:
            picture = Image.open(io.BytesIO(self._examples[index].picture.data))
            # A JPEG can be decoded at 1/2, 1/4 or 1/8 of its size, which is faster than decoding
            # all of it. The smallest crop has about 0.7 of the side, so we ask for 1.5 of the view.
            wanted = math.ceil(self._size_px * 1.5)
            picture.draft("RGB", (wanted, wanted))
            picture = picture.convert("RGB")
            if self._keep:
                self._decoded[index] = picture
        return picture


def centre_box(width: int, height: int) -> tuple[float, float, float, float]:
    """Return the largest centred square, as (left, top, right, bottom) in pixels."""
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return (left, top, left + side, top + side)


def random_box(
    width: int, height: int, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    """Return a random crop of 50-100 % of the area, as (left, top, right, bottom) in pixels."""
    for _ in range(10):
        area = width * height * rng.uniform(*CROP_AREA)
        aspect = math.exp(rng.uniform(*CROP_LOG_ASPECT))
        w, h = math.sqrt(area * aspect), math.sqrt(area / aspect)
        if w <= width and h <= height:
            left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
            return (left, top, left + w, top + h)
    # A very long picture has no such crop.
    return centre_box(width, height)
