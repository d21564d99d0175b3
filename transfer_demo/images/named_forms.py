"""Photos that were made of another one, by their names: "cat_1_flip" of "cat_1".

A look-alike test sees no likeness between a picture and its mirror image, or one that was turned.
"""

from collections import defaultdict
from collections.abc import Sequence

from transfer_demo.images.dataset import Photo
from transfer_demo.images.layout.beginnings import bare, beginnings
from transfer_demo.images.layout.folder_names import says_augmented
from transfer_demo.images.names import stem


def with_forms(groups: Sequence[int], photos: Sequence[Photo]) -> list[int]:
    """Return the number of the group of each photo, with those of one photo and its forms joined.

    Args:
        groups: the number of the group of each photo, as found otherwise.
    """
    called: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for photo, number in zip(photos, groups, strict=True):
        called[_key(photo, _name(photo))].add(number)
    joined = {number: number for number in groups}

    def last(number: int) -> int:
        while joined[number] != number:
            number = joined[number]
        return number

    for photo, number in zip(photos, groups, strict=True):
        original = _made_of(_name(photo))
        # Without the original nobody knows whether the word is one of the name.
        for of in called.get(_key(photo, original), ()) if original else ():
            joined[last(number)] = last(of)
    return [last(number) for number in groups]


def _key(photo: Photo, name: str) -> tuple[str, str]:
    return photo.class_name, name


def _name(photo: Photo) -> str:
    return bare(stem(photo.file.rpartition("/")[2]))


def _made_of(name: str) -> str:
    """Return the name of the photo that one was made of, by a word behind it; empty if of none."""
    for beginning in beginnings(name):
        if says_augmented(name[len(beginning) :]):
            return beginning
    return ""
