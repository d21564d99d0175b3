"""What a network could learn instead of the classes: the size of the files, or the background.

If all dogs were photographed on grass and no cat was, a network that knows grass gets everything
right, and fails on the first dog in a living room (Geirhos et al. 2020, "Shortcut learning in deep
neural networks").
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transfer_demo.images.dataset import ImageSet, Photo
from transfer_demo.images.similar import SIDE, miniature

# Fewer images than that share anything by chance.
_FEWEST: Final = 5
_NEARLY_ALL: Final = 0.95
_NEARLY_NONE: Final = 0.10
_SAME_COLOUR_LEVELS: Final = 28
# The thing itself may reach to the edge here and there.
_SHARE_OF_BORDER: Final = 0.75
_BORDER: Final = np.ones((SIDE, SIDE), dtype=bool)
_BORDER[1:-1, 1:-1] = False
_MIDDLE: Final = slice(SIDE // 3, SIDE - SIDE // 3)

Levels = NDArray[np.int16]
Flags = NDArray[np.bool_]


def shortcuts(images: ImageSet) -> list[str]:
    """Return a sentence for each class that the network could tell without looking at the thing."""
    photos = [photo for photo in images.photos if photo.class_name in images.classes]
    labels = np.array([photo.class_name for photo in photos], dtype=object)
    if len(set(labels)) < 2:
        return []
    sizes = _of_one_size(images.classes, labels, photos)
    backgrounds = _on_one_background(images.classes, labels, photos)
    return [
        *(
            f"All images of class {name} are {width} x {height} pixels large, and those of other "
            "classes are not: the network may learn that instead. Mix images from several sources."
            for name, (width, height) in sizes.items()
        ),
        *(
            f"All images of class {name} have the same background, and those of other classes have "
            "another: the network may learn that instead. Add images of it on other backgrounds."
            for name in backgrounds
        ),
    ]


def _of_one_size(
    classes: Sequence[str], labels: NDArray[np.object_], photos: Sequence[Photo]
) -> dict[str, tuple[int, int]]:
    """Return the classes of one size that is rare elsewhere. Sizes are those that are kept."""
    sizes = np.array([(photo.picture.width, photo.picture.height) for photo in photos])
    found: dict[str, tuple[int, int]] = {}
    for name in classes:
        inside = labels == name
        if inside.any():
            size = sizes[inside][0]
            if _tells(inside, (sizes == size).all(axis=1), nearly=1.0):
                found[name] = (int(size[0]), int(size[1]))
    return found


def _on_one_background(
    classes: Sequence[str], labels: NDArray[np.object_], photos: Sequence[Photo]
) -> list[str]:
    """Return the classes with a plain background of a colour that is rare elsewhere."""
    miniatures = [miniature(photo.picture.look) for photo in photos]
    if any(each is None for each in miniatures):
        return []
    pixels = np.array(miniatures, dtype=np.int16)
    border = pixels[:, _BORDER]
    middle = pixels[:, _MIDDLE, _MIDDLE].reshape(len(pixels), -1, 3)
    found = []
    for name in classes:
        inside = labels == name
        if not inside.any():
            continue
        colour = np.median(border[inside].reshape(-1, 3), axis=0).astype(np.int16)
        on_it = _share_of_colour(border, colour) >= _SHARE_OF_BORDER
        # A picture that is of one colour throughout shows that: water, or a wood from above.
        shows_a_thing = _share_of_colour(middle[inside], colour) < 1 / 2
        if shows_a_thing.mean() > 1 / 2 and _tells(inside, on_it, nearly=_NEARLY_ALL):
            found.append(name)
    return found


def _share_of_colour(pixels: Levels, colour: Levels) -> NDArray[np.float64]:
    """Return which share of the pixels of each picture, (N, pixels, 3), is of a colour."""
    close = (abs(pixels - colour) <= _SAME_COLOUR_LEVELS).all(axis=2)
    share: NDArray[np.float64] = close.mean(axis=1)
    return share


def _tells(inside: Flags, marked: Flags, *, nearly: float) -> bool:
    """Say whether a mark tells a class: it has nearly all its images, and nearly no others."""
    if inside.sum() < _FEWEST or inside.all():
        return False
    return bool(marked[inside].mean() >= nearly and marked[~inside].mean() <= _NEARLY_NONE)
