"""Photos that were made of another one, by their names: "cat_1_flip" of "cat_1".

A look-alike test sees no likeness between a picture and its mirror image, or one that was turned.
"""

from collections.abc import Sequence
from typing import Final

from transfer_demo.images.dataset import Photo
from transfer_demo.images.layout.beginnings import bare, beginnings
from transfer_demo.images.names import stem

# What programs that make more of few pictures put behind the names.
_FORM_WORDS: Final = (
    "flip flipped hflip vflip fliplr flipud mirror mirrored rot rotate rotated rotation aug "
    "augment augmented"
)
_FORMS: Final = tuple(_FORM_WORDS.split())


def with_forms(groups: Sequence[int], photos: Sequence[Photo]) -> list[int]:
    """Return the number of the group of each photo, with those of one photo and its forms joined.

    Args:
        groups: the number of the group of each photo, as found otherwise.
    """
    first = {
        _key(photo, _name(photo)): number for photo, number in zip(photos, groups, strict=True)
    }
    joined = {number: number for number in groups}

    def last(number: int) -> int:
        while joined[number] != number:
            number = joined[number]
        return number

    for photo, number in zip(photos, groups, strict=True):
        original = _made_of(_name(photo))
        # Without the original nobody knows whether the word is one of the name.
        if original and (of := first.get(_key(photo, original))) is not None:
            joined[last(number)] = last(of)
    return [last(number) for number in groups]


def _key(photo: Photo, name: str) -> tuple[str, str]:
    return photo.class_name, name


def _name(photo: Photo) -> str:
    return bare(stem(photo.file.rpartition("/")[2]))


def _made_of(name: str) -> str:
    """Return the name of the photo that one was made of, by a word behind it; empty if of none."""
    for beginning in beginnings(name):
        behind = name[len(beginning) :].strip("_- .()")
        if behind.startswith(_FORMS):
            return beginning
    return ""
