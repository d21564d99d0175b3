"""Augmented views: what the network is shown of each picture, the same for both arms.

A training image is shown in a few random crops ("views"), made once per run and not once per
epoch: decoding and resizing then cost nothing in the loop, and the activations behind a frozen
stage can be kept from one epoch to the next. Which crop a view shows depends only on the seed, the
picture and the view's number, so two workers that never talk to each other make the same, and so
do two trainings of which one has more pictures than the other.

Without augmentation a picture is shown as the published transform of the weights shows it
(torchvision's `Resize` and `CenterCrop`, which timm uses too).
"""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from transfer_demo.backbones.spec import Framing
from transfer_demo.images.dataset import Example
from transfer_demo.plan import Augmentation

# The resized crop of Szegedy et al. 2014, "Going deeper with convolutions", but with at least half
# of the area instead of 8 %: with a few dozen images, a crop that misses the object teaches noise.
CROP_AREA: Final = (0.5, 1.0)
CROP_LOG_ASPECT: Final = (math.log(3 / 4), math.log(4 / 3))

# A JPEG can be decoded at 1/2, 1/4 or 1/8 of its size, which is a little faster. What is then made
# of it differs from the view of the whole picture: measured on 250 photos at 24 to 96 px, bilinear
# and bicubic, by at most 6 of 255 levels where the reduced picture has at least 2.5 times the
# pixels that are wanted, but by up to 14 with 2 times, and 57 with as many as are wanted.
DRAFT_FINENESS: Final = 2.5

FILTERS: Final = {
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}

Pixels = NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""(left, top, right, bottom) in pixels of the whole picture."""
Place = tuple[int, int]
"""The number of a view, and the index of an example."""

T = TypeVar("T")
U = TypeVar("U")


class DraftedPicture(NamedTuple):
    """A picture at 1/`reduced` of its size, and the size of the whole one in pixels."""

    image: Image.Image
    width: int
    height: int
    reduced: float


class ViewKey(NamedTuple):
    """One view of one picture; the picture is named by its digest."""

    digest: str
    view: int


class Views:
    """The views of some examples, made when they are first asked for.

    Args:
        examples: the pictures, in the order in which they are addressed.
        framing: what is shown of a picture, and how it is resized (see `Backbone.framing`).
        augmentation: "none" shows the centre of the picture in every view.
        seed: decides the crops.
        keep: how many views of a picture are made when it is first decoded, and stay in memory.
            Others are made each time they are asked for.
        threads: how many pictures are decoded and resized at a time.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        *,
        framing: Framing,
        augmentation: Augmentation,
        seed: int,
        keep: int = 0,
        threads: int = 1,
    ) -> None:
        self._examples = examples
        self._framing = framing
        self._augmentation = augmentation
        self._seed = seed
        self._keep = keep
        self._threads = threads
        self._kept: dict[Place, Pixels] = {}

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._examples)

    def key(self, view: int, index: int) -> ViewKey:
        """Return the key of one view of one example; without augmentation there is only one."""
        number = 0 if self._augmentation == "none" else view
        return ViewKey(self._examples[index].picture.digest, number)

    def batch(self, view: int | NDArray[np.intp], indices: NDArray[np.intp]) -> Pixels:
        """Return one view of some examples, or one for each, as (N, size, size, 3) uint8 RGB."""
        views = np.broadcast_to(view, indices.shape)
        asked = [(int(of), int(index)) for of, index in zip(views, indices, strict=True)]
        fresh = [place for place in asked if place not in self._kept]
        pictures = self._decode(list(dict.fromkeys(index for _, index in fresh)))
        keep = [(of, index) for index in pictures for of in range(self._keep)]
        made = self._make(list(dict.fromkeys([*keep, *fresh])), pictures)
        self._kept |= {place: made[place] for place in keep}
        return np.stack([made[place] if place in made else self._kept[place] for place in asked])

    def _decode(self, indices: Sequence[int]) -> dict[int, DraftedPicture]:
        def one(index: int) -> DraftedPicture:
            return decoded(self._examples[index].picture.data, self._framing.resized_px)

        return dict(zip(indices, self._side_by_side(one, indices), strict=True))

    def _make(
        self, places: Sequence[Place], pictures: Mapping[int, DraftedPicture]
    ) -> dict[Place, Pixels]:
        def one(place: Place) -> Pixels:
            return self._cut_out(pictures[place[1]], place)

        return dict(zip(places, self._side_by_side(one, places), strict=True))

    def _side_by_side(self, work: Callable[[T], U], on: Sequence[T]) -> list[U]:
        """Work on all, on all threads: Pillow lets others work while it works itself."""
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(work, on))

    def _cut_out(self, picture: DraftedPicture, place: Place) -> Pixels:
        view, index = place
        if self._augmentation == "none":
            return self._resized(picture, centre_box(picture.width, picture.height, self._framing))
        rng = np.random.default_rng([self._seed, self._number(index), view])
        pixels = self._resized(picture, random_box(picture.width, picture.height, rng))
        mirrored = self._augmentation == "crop_flip" and rng.random() < 0.5
        return np.ascontiguousarray(pixels[:, ::-1]) if mirrored else pixels

    def _resized(self, picture: DraftedPicture, box: Box) -> Pixels:
        """Show one part of a picture.

        Cut out and resized in one step: Pillow also reads the pixels around the box that its
        filter needs, so this is what resizing the whole picture and cutting would give, but for
        rounding.
        """
        image = picture.image
        left, top, right, bottom = (edge / picture.reduced for edge in box)
        # Rounding must not lead out of the picture.
        inside = (left, top, min(right, image.width), min(bottom, image.height))
        size = (self._framing.size_px, self._framing.size_px)
        return np.asarray(image.resize(size, FILTERS[self._framing.interpolation], box=inside))

    def _number(self, index: int) -> int:
        """Return the digest of a picture as a number."""
        return int(self._examples[index].picture.digest, 16)


def decoded(data: bytes, wanted_px: int) -> DraftedPicture:
    """Decode a picture, fine enough to be resized to a shorter side of so many pixels."""
    image = Image.open(io.BytesIO(data))
    width, height = image.size
    least = math.ceil(wanted_px * DRAFT_FINENESS)
    drafted = image.draft("RGB", (least, least))
    # A reduced side is rounded up to whole pixels, and its last one is then cut short.
    reduced = 1.0 if drafted is None else width / drafted[1][2]
    return DraftedPicture(image.convert("RGB"), width, height, reduced)


def centre_box(width: int, height: int, framing: Framing) -> Box:
    """Return what the published transform shows: `Resize` and `CenterCrop` of torchvision."""
    shorter, longer = sorted((width, height))
    wide = int(framing.resized_px * longer / shorter)
    columns, rows = (framing.resized_px, wide) if width <= height else (wide, framing.resized_px)
    # Their sides are whole pixels, so both directions are not quite scaled alike.
    x, y = width / columns, height / rows
    left, top = margin(columns, framing.size_px) * x, margin(rows, framing.size_px) * y
    return (left, top, left + framing.size_px * x, top + framing.size_px * y)


def margin(side_px: int, part_px: int) -> int:
    """Return how many pixels lie before the central part of a side."""
    return round((side_px - part_px) / 2)


def random_box(width: int, height: int, rng: np.random.Generator) -> Box:
    """Return a random crop of 50-100 % of the area."""
    for _ in range(10):
        area = width * height * rng.uniform(*CROP_AREA)
        aspect = math.exp(rng.uniform(*CROP_LOG_ASPECT))
        w, h = math.sqrt(area * aspect), math.sqrt(area / aspect)
        if w <= width and h <= height:
            left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
            return (left, top, left + w, top + h)
    # A very long picture has no such crop: its largest central square.
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    return (left, top, left + side, top + side)
