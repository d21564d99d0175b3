"""What stands around the class folders: single folders, and a copy of everything in itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from transfer_demo.images import limits
from transfer_demo.images.layout.annotations import annotations_among
from transfer_demo.images.layout.beginnings import bare, made_of
from transfer_demo.images.layout.file_kinds import TABLES, may_be_picture
from transfer_demo.images.layout.folder_names import (
    folded,
    role_of,
    says_augmented,
    says_form,
    says_nothing,
    words_of,
)
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.names import clean, ending, stem

_AMONG_MASKS: Final = "The file is one of annotations or masks, and no photo."


@dataclass
class Folder:
    """What lies in one of the top folders: how many pictures beside its sub-folders, and in each.

    Sub-folders count with what lies anywhere below them.
    """

    name: str
    direct: int = 0
    inside: Counter[str] = field(default_factory=Counter)

    @property
    def pictures(self) -> int:
        """How many there are in all."""
        return self.direct + self.inside.total()

    @property
    def names(self) -> set[str]:
        """The names of the sub-folders, however they are spelt."""
        return {folded(name) for name in self.inside}


class Nesting:
    """Paths without the folders that stand around all classes.

    Only what may be a picture has a say in how the rest lies: a list of labels beside the class
    folders does not, nor does a folder of annotations.
    """

    def __init__(self, paths: Sequence[Parts]) -> None:
        self.paths = list(paths)
        annotations = annotations_among(paths)
        # For each file the reason why it has no place, whatever gives the labels; or nothing.
        self._aside = [
            _AMONG_MASKS if index in annotations.masks or annotations.hold(path) else ""
            for index, path in enumerate(paths)
        ]
        self._counts = [
            may_be_picture(path[-1]) and not lies_aside
            for path, lies_aside in zip(paths, self._aside, strict=True)
        ]
        if not any(self._counts):
            self._counts = [True] * len(self.paths)
        # The folders that hold their neighbours once more: whether the same files, too.
        self._copies: dict[str, bool] = {}
        self._forms: list[str] = []
        # So deep is no set: each round looks at all paths.
        for _ in range(limits.PATH_PARTS):
            if not (self._unwrap() or self._merge_copy() or self._drop_middle()):
                break
        # The top folders with a picture, by name.
        self.tops = self._tops()

    @property
    def pictures(self) -> Iterator[Parts]:
        """The paths that may be pictures."""
        return (path for path, counts in zip(self.paths, self._counts, strict=True) if counts)

    def _tops(self) -> dict[str, Folder]:
        return folders(self.pictures)

    def settled(self, layout: Layout) -> Layout:
        """Return a layout in which neither masks nor documents have a class, wherever they lie.

        What was taken away around the classes is said.
        """
        classes = {
            place.class_name
            for place, counts in zip(layout.places, self._counts, strict=True)
            if counts
        }

        def place(found: Location, path: Parts, aside: str) -> Location:
            if aside:
                return Location(reason=aside)
            if found.class_name and ending(path[-1]) in TABLES:
                return Location(reason="This is a table, and no picture.")
            if found.class_name is None or found.class_name in classes:
                return found
            return Location(reason="No picture lies in its folder, so that is no class.")

        return replace(
            layout,
            places=tuple(map(place, layout.places, self.paths, self._aside)),
            says=" ".join(filter(None, (layout.says, *self._said()))),
        )

    def _said(self) -> Iterator[str]:
        yield from map(self._merged, self._copies.items())
        for name in self._forms:
            yield f"{clean(name)}/ holds what lies beside it in another form, and is not used."

    @staticmethod
    def _merged(merged: tuple[str, bool]) -> str:
        name, again = merged
        if again:
            return f"{clean(name)}/ holds once more what lies beside it, and is no class."
        return (
            f"The folders in {clean(name)}/ are called like those beside it, and are taken for the "
            "same classes."
        )

    def _unwrap(self) -> bool:
        """Take away a single folder around everything; files beside it lie beside the classes."""
        tops = {path[0] for path in self.pictures if len(path) > 1}
        if len(tops) != 1 or all(len(path) <= 2 for path in self.pictures):
            return False
        (top,) = tops
        self.paths = [
            path[1:] if path[0] == top and len(path) > 1 else path[-1:] for path in self.paths
        ]
        return True

    def _merge_copy(self) -> bool:
        """Take away a folder that holds its neighbours once more, as unpacking twice makes one."""
        tops = self._tops()
        every = {folded(name) for name in tops}
        for name, folder in tops.items():
            # A part of a split may lie beside the classes that it was made of.
            if folder.direct or not folder.inside or role_of(name):
                continue
            again = len((folder.names & every) - {folded(name)})
            if again >= 2 and 2 * again >= max(len(folder.names), len(every) - 1):
                if any(map(says_augmented, words_of(name))) or self._is_made_of_others(name):
                    self._set_aside(name)
                    return True
                self._copies[name] = self._lies_beside(name)
                self.paths = [
                    path[1:] if path[0] == name and len(path) > 2 else path for path in self.paths
                ]
                return True
        return False

    def _set_aside(self, top: str) -> None:
        """Give no place to what lies in a folder of pictures that were made of those beside it."""
        self._forms.append(top)
        reason = f"In {clean(top)}/ is a picture from beside it in another form."
        for index, path in enumerate(self.paths):
            if path[0] == top and len(path) > 1:
                self._aside[index], self._counts[index] = reason, False

    def _is_made_of_others(self, top: str) -> bool:
        """Say whether a folder holds forms of what lies beside it: called so, down to the files."""
        named = [
            (folded(path[-2]), bare(stem(path[-1])), path[0])
            for path in self.pictures
            if len(path) > 1
        ]
        inside = {(folder, name) for folder, name, of in named if of == top}
        beside = {(folder, name) for folder, name, of in named if of != top}
        return says_form(top) and made_of(beside, inside)

    def _lies_beside(self, top: str) -> bool:
        """Say whether most pictures in a folder lie beside it, too, by their paths from there."""
        beside = {path for path in self.pictures if path[0] != top}
        inside = [path[1:] for path in self.pictures if path[0] == top]
        return 2 * sum(path in beside for path in inside) > len(inside)

    def _drop_middle(self) -> bool:
        """Take away single folders in a top folder that say no more: seg_train/seg_train/cats."""
        middles = {
            name: (*folder.inside,)
            for name, folder in self._tops().items()
            if not folder.direct
            and len(folder.inside) == 1
            and all(says_nothing(sub) or folded(sub) == folded(name) for sub in folder.inside)
        }
        if not middles:
            return False
        self.paths = [
            (path[0], *path[2:]) if len(path) > 2 and (path[1],) == middles.get(path[0]) else path
            for path in self.paths
        ]
        return True


def folders(paths: Iterable[Parts]) -> dict[str, Folder]:
    """Return the top folders of some paths, by name, in their order."""
    found: dict[str, Folder] = {}
    for path in paths:
        if len(path) < 2:
            continue
        folder = found.setdefault(path[0], Folder(path[0]))
        if len(path) == 2:
            folder.direct += 1
        else:
            folder.inside[path[1]] += 1
    return found
