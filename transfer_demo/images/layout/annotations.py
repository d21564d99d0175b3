"""Which files only say something of pictures: masks, boxes and labels, beside or among them.

The name of a folder alone is not enough, for "mask" may well be a class. What tells is that it lies
beside one of images, or that its files are called like pictures that lie elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from transfer_demo.images.layout.beginnings import bare, beginnings
from transfer_demo.images.layout.folder_names import (
    holds_annotations,
    mentions_annotations,
    role_of,
    says_nothing,
)
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import stem

# Names as short as "12" are given again in each folder.
_TELLING_LETTERS: Final = 8
_MOST: Final = 0.8
# So many of the pictures have a mask, or what is called like one is a picture as well.
_WITH_MASK: Final = 0.5
_MASK: Final = re.compile(r"(.*[^\W_])[\W_]+(?:masks?|labels?|seg|segmentation|gt)[\W_]*\d*")


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
        for name in neighbours.mentioned:
            images = neighbours.pictures_of(name)
            if images:
                of.setdefault(name, images)
            if images is not None or (neighbours.plain and holds_annotations(name)):
                held.add((*parent, name))
    found = Annotations(folders=frozenset(held), of=of)
    among = _masks_among([() if found.hold(path) else path for path in paths])
    return Annotations(folders=found.folders, masks=among, of=of)


class _Neighbours:
    """The folders in a folder, one of them at least called like annotations.

    A file is known by the folders between and by the beginning of its name.
    """

    def __init__(self) -> None:
        self.mentioned: defaultdict[str, list[Parts]] = defaultdict(list)
        # Whether there is a folder beside that can hold nothing else than pictures.
        self.plain = False
        self._near: dict[Parts, str] = {}
        self._far: dict[Parts, str] = {}

    def add(self, path: Parts) -> None:
        """Take in a file, by its path from here."""
        top = path[0] if len(path) > 1 else ""
        name = bare(stem(path[-1]))
        if mentions_annotations(top):
            self.mentioned[top].append((*path[1:-1], name))
            return
        file = (*path[1:-1], bare(name.removesuffix(top.casefold())))
        self.plain |= bool(top) and says_nothing(top)
        near = not top or says_nothing(top) or role_of(top) is not None
        (self._near if near else self._far).setdefault(file, top)

    def pictures_of(self, name: str) -> str | None:
        """Return the folder of the pictures that a folder's files belong to, "" for none around.

        None if they belong to no pictures.
        """
        files = self.mentioned[name]
        found = [owner for file in files if (owner := self._owner(file)) is not None]
        return found[0] if found and len(found) >= _MOST * len(files) else None

    def _owner(self, file: Parts) -> str | None:
        for beginning in beginnings(file[-1]):
            known = (*file[:-1], beginning)
            if known in self._near:
                return self._near[known]
            if len(beginning) >= _TELLING_LETTERS and known in self._far:
                return self._far[known]
        return None


def _neighbours(paths: Sequence[Parts]) -> dict[Parts, _Neighbours]:
    """Return what lies in each folder that has one called like annotations."""
    found = {
        folder[:depth]: _Neighbours()
        for folder in {path[:-1] for path in paths}
        for depth, name in enumerate(folder)
        if mentions_annotations(name)
    }
    for path in paths if found else ():
        for depth in range(len(path)):
            if path[:depth] in found:
                found[path[:depth]].add(path[depth:])
    return found


def _masks_among(paths: Sequence[Parts]) -> frozenset[int]:
    """Return the positions of masks that lie beside their pictures: 1.png and 1_mask.png."""
    masks: dict[int, Parts] = {}
    pictures: set[Parts] = set()
    count = 0
    for index, path in enumerate(paths):
        if not path:
            continue
        name = stem(path[-1]).casefold()
        if found := _MASK.fullmatch(name):
            masks[index] = (*path[:-1], found[1])
            continue
        count += 1
        pictures.update((*path[:-1], beginning) for beginning in beginnings(bare(name)))
    known = frozenset(index for index, picture in masks.items() if picture in pictures)
    return known if len(known) >= _WITH_MASK * count else frozenset()
