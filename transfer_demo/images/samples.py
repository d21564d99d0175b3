"""The images that come with the program."""

import gzip
import importlib.util
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import ImageSet, Photo
from transfer_demo.images.decode import to_picture
from transfer_demo.images.intake import gather
from transfer_demo.images.sources import Folder
from transfer_demo.paths import assets_folder

DIGITS_PER_CLASS: Final = 30
DIGITS_SIDE_PX: Final = 128
_DIGITS: Final = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A set of images that comes with the program. `note` says whose they are, and the licence.

    `classes` are those that `load` gives, known without loading anything.
    """

    title: str
    classes: tuple[str, ...]
    load: Callable[[], ImageSet]
    note: str


def everyday() -> ImageSet:
    """Return 103 photos of birds, flowers, fruit and vegetables, cut out on white."""
    return gather(Folder(assets_folder() / "samples" / "everyday"))


def digits() -> ImageSet:
    """Return scikit-learn's handwritten digits, 30 of each, enlarged from 8 to 128 px.

    They are far from what backbones have seen in ImageNet. Source: UCI ML repository, "Optical
    Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998), test set of 1,797 images.
    """
    values, labels = _digits_table()
    photos: list[Photo] = []
    for digit in range(10):
        # A fixed choice, so that everybody sees the same digits, spread over the table because
        # neighbours in it are by the same writer.
        rows = np.flatnonzero(labels == digit)
        chosen = rows[np.linspace(0, len(rows) - 1, DIGITS_PER_CLASS).round().astype(int)]
        photos += [
            Photo(
                picture=to_picture(_enlarge(values[row])),
                class_name=str(digit),
                file=f"digit_{digit}_{row:04d}.png",
            )
            for row in chosen
        ]
    return ImageSet(classes=_DIGITS, photos=tuple(photos))


def _digits_table() -> tuple[np.ndarray, np.ndarray]:
    """Return (1797, 8, 8) float values from 0 to 16 and (1797,) labels.

    The table is read from where scikit-learn is installed, without importing scikit-learn: with
    scipy behind it that costs the web process 72 MB more, for one file of 56 kB.
    """
    package = importlib.util.find_spec("sklearn")
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise ImagesError(
            "The handwritten digits come with scikit-learn, which is not installed. "
            "Install it: python -m pip install scikit-learn"
        )
    table = Path(folders[0]) / "datasets" / "data" / "digits.csv.gz"
    with gzip.open(table, "rb") as file:
        rows = np.loadtxt(io.BytesIO(file.read()), delimiter=",", dtype=np.float32)
    return rows[:, :-1].reshape(-1, 8, 8), rows[:, -1].astype(int)


def _enlarge(digit: np.ndarray) -> Image.Image:
    """Return an 8 x 8 digit (0 to 16) as a smooth grey picture, white ink on black."""
    grey = Image.fromarray((digit * (255 / 16)).round().astype(np.uint8))
    side = (DIGITS_SIDE_PX, DIGITS_SIDE_PX)
    return grey.resize(side, Image.Resampling.BICUBIC)


SAMPLES: Final[Mapping[str, Sample]] = {
    "everyday": Sample(
        title="Everyday photos",
        classes=("birds", "flowers", "fruit", "vegetables"),
        load=everyday,
        note="103 photo stamps of Tux Paint, by Bill Kendrick and the Tux Paint contributors "
        "(GPL-2.0-or-later).",
    ),
    "digits": Sample(
        title="Handwritten digits",
        classes=_DIGITS,
        load=digits,
        note='300 digits from "Optical Recognition of Handwritten Digits" by E. Alpaydin and '
        "C. Kaynak, UCI Machine Learning Repository (CC BY 4.0), as they come with scikit-learn.",
    ),
}
