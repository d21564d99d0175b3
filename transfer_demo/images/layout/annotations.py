"""Which files only say something of pictures: masks, boxes and labels, beside or among them.

The name of a folder alone is not enough, for "mask" may well be a class. What tells is that it lies
beside one of images, or that its files are called like pictures that lie elsewhere.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from transfer_demo.images.layout.beginnings import bare, beginnings
from transfer_demo.images.layout.file_kinds import may_be_picture
from transfer_demo.images.layout.folder_names import (
    holds_annotations,
    may_hold_annotations,
    role_of,
    says_nothing,
)
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import ending, stem

# Names as short as "12" are given again in each folder.
_TELLING_LETTERS: Final = 8
_MOST: Final = 0.8
# So many of the pictures have a mask, or what is called like one is a picture as well.
_WITH_MASK: Final = 0.5
_MASK: Final = re.compile(r"(.*[^\W_])[\W_]+(?:masks?|seg|segmentation|gt|groundtruth)[\W_]*\d*")


@dataclass(frozen=True, kw_only=True)
class Annotations:
    """The folders that hold annotations, and the masks that lie among pictures, by position.

    `of` tells of which folder the pictures are that have their masks in another, by name.
    """

    folders: frozenset[Parts]
    masks: frozenset[int] = frozenset()
    of: Mapping[str, str] = field(default_factory=dict)

    def hold(self, path: Parts) -> bool:
        """Say whether a file lies in one of the folders."""
        return any(path[:depth] in self.folders for depth in range(1, len(path)))


def annotations_among(paths: Sequence[Parts]) -> Annotations:
    """Return what among some files is there to say something of the others."""
    held: set[Parts] = set()
    of: dict[str, str] = {}
    for parent, neighbours in _neighbours(paths).items():
        for name in neighbours.annotations:
            images = neighbours.pictures_of(name)
            if images is not None:
                of.setdefault(name, images)
            if images is not None or neighbours.lies_beside_images(name):
                held.add((*parent, name))
    found = Annotations(folders=frozenset(held), of=of)
    among = _masks_among([() if found.hold(path) else path for path in paths])
    return Annotations(folders=found.folders, masks=among, of=of)


class _File(NamedTuple):
    """A file in a folder: the folders between and the beginning of its name, and its end."""

    key: Parts
    ending: str


class _Neighbours:
    """The folders in a folder, one of them at least called like annotations."""

    def __init__(self) -> None:
        self.annotations: defaultdict[str, list[_File]] = defaultdict(list)
        # How many files lie in folders beside that can hold nothing else than pictures.
        self._images = 0
        # By their keys, the folder and the end: of pictures, and of what may be another class.
        self._near: dict[Parts, str] = {}
        self._far: dict[Parts, tuple[str, str]] = {}

    def add(self, path: Parts) -> None:
        """Take in a file, by its path from here."""
        top = path[0] if len(path) > 1 else ""
        name, end = bare(stem(path[-1])), ending(path[-1])
        if may_hold_annotations(top):
            self.annotations[top].append(_File((*path[1:-1], name), end))
            return
        between = [folder for folder in path[1:-1] if not says_nothing(folder)]
        images = says_nothing(top) or (bool(between) and any(map(says_nothing, path[1:-1])))
        key = (*between, bare(name.removesuffix(top.casefold())))
        self._images += bool(top) and says_nothing(top) and may_be_picture(path[-1])
        if not top or images or role_of(top):
            self._near.setdefault(key, top)
        else:
            self._far.setdefault(key, (top, end))

    def lies_beside_images(self, name: str) -> bool:
        """Say whether a folder is called like annotations alone, and so many pictures lie beside.

        A preview or two say nothing of a class called "mask".
        """
        files = self.annotations[name]
        pictures = sum(may_be_picture(f"_.{file.ending}") for file in files)
        return holds_annotations(name) and self._images >= max(1, _WITH_MASK * pictures)

    def pictures_of(self, name: str) -> str | None:
        """Return the folder of the pictures that a folder's files belong to, "" for none around.

        None if they belong to no pictures.
        """
        files = self.annotations[name]
        found = [owner for file in files if (owner := self._owner(file)) is not None]
        return found[0] if found and len(found) >= _MOST * len(files) else None

    def _owner(self, file: _File) -> str | None:
        if not self._near and not self._far:
            return None
        *between, name = file.key
        for beginning in beginnings(name):
            key = (*between, beginning)
            if key in self._near:
                return self._near[key]
            # Two classes may have files of the same names, but not one with more in all of them.
            top, end = self._far.get(key, ("", ""))
            if (
                top
                and len(beginning) >= _TELLING_LETTERS
                and (beginning, end) != (name, file.ending)
            ):
                return top
        return None


def _neighbours(paths: Sequence[Parts]) -> dict[Parts, _Neighbours]:
    """Return what lies in each folder that has one called like annotations."""
    # What lies in one of annotations is of annotations, whatever it is called.
    found: dict[Parts, _Neighbours] = {}
    for folder in {path[:-1] for path in paths}:
        depth = next((at for at, name in enumerate(folder) if may_hold_annotations(name)), None)
        if depth is not None:
            found.setdefault(folder[:depth], _Neighbours())
    for path in paths if found else ():
        for depth in range(len(path)):
            if path[:depth] in found:
                found[path[:depth]].add(path[depth:])
    return found


def _masks_among(paths: Sequence[Parts]) -> frozenset[int]:
    """Return the positions of masks that lie beside their pictures: 1.png and 1_mask.png."""
    masks: dict[int, Parts] = {}
    pictures: set[Parts] = set()
    count: Counter[Parts] = Counter()
    for index, path in enumerate(paths):
        if not path or not may_be_picture(path[-1]):
            continue
        name = stem(path[-1]).casefold()
        if found := _MASK.fullmatch(name):
            masks[index] = (*path[:-1], found[1])
            continue
        count[path[:-1]] += 1
        pictures.update((*path[:-1], beginning) for beginning in beginnings(bare(name)))
    known = {index: picture[:-1] for index, picture in masks.items() if picture in pictures}
    inside = Counter(known.values())
    return frozenset(
        index for index, folder in known.items() if inside[folder] >= _WITH_MASK * count[folder]
    )
