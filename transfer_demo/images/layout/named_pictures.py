"""Pictures by the names under which a table may know them."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from transfer_demo.images.layout.file_kinds import PICTURES
from transfer_demo.images.layout.folder_names import Role, role_of
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import ending, split_path, stem

# A name that so many share, each in a folder of its own, tells none of them.
_MOST_OF_A_NAME: Final = 20
_LONGEST: Final = 1024


class NamedPictures:
    """Pictures by name: with folders or without, with or without the end."""

    def __init__(self, paths: Sequence[Parts]) -> None:
        self._paths = [tuple(map(_known, path)) for path in paths]
        self._spelt = list(paths)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        for index, path in enumerate(self._paths):
            for name in {path[-1], stem(path[-1])}:
                self._by_name[name].append(index)
        self._role_of: dict[Parts, Role | None] = {}
        # Numbers in a table come again and again.
        self._meant: dict[tuple[str, Parts, Role | None], int | None] = {}

    def role(self, index: int) -> Role | None:
        """Return the part of a split that a picture lies in, by its folders."""
        folders = self._paths[index][:-1]
        if folders not in self._role_of:
            self._role_of[folders] = next(filter(None, map(role_of, folders)), None)
        return self._role_of[folders]

    def find(self, name: str, *, beside: Parts, role: Role | None) -> int | None:
        """Return the one picture that a table means; None if it is none, or could be several.

        Args:
            name: what the table calls it.
            beside: the folders in which the table lies.
            role: the part of a split that the table is of, by its name.
        """
        asked = (name, beside, role)
        if asked not in self._meant:
            self._meant[asked] = self._look_for(name, beside=beside, role=role)
        return self._meant[asked]

    def _look_for(self, name: str, *, beside: Parts, role: Role | None) -> int | None:
        parts = tuple(map(_known, split_path(name))) if name else ()
        found = self._called(parts[-1]) if parts else []
        if not found or len(found) > _MOST_OF_A_NAME:
            return None
        # Whatever stood above the folders where the table was made, those below are the same.
        tails = [_common_tail(self._paths[index], parts) for index in found]
        if len(parts) > 1 and max(tails) == 1 and len(self._paths[found[0]]) > 1:
            told = next(filter(None, map(role_of, parts[:-1])), None)
            other = told and self.role(found[0]) not in (None, told)
            return found[0] if len(found) == 1 and not other else None
        longest = max(tails)
        found = [index for index, tail in zip(found, tails, strict=True) if tail == longest]
        if len(found) > 1:
            here, spelt = tuple(map(_known, beside)), split_path(name)[-1]
            same = [index for index in found if self._spelt[index][-1] == spelt]
            found = same or found
            of_role = [index for index in found if role and self.role(index) == role]
            found = of_role or found
            near = [index for index in found if self._paths[index][: len(here)] == here]
            found = near or found
        return found[0] if len(found) == 1 else None

    def _called(self, name: str) -> list[int]:
        found = self._by_name.get(name)
        # A table may leave out the end, or have that of before the pictures were converted.
        if found is None and (not ending(name) or ending(name) in PICTURES):
            found = self._by_name.get(stem(name))
        return found or []


def _known(name: str) -> str:
    """Return a name without capitals, composed as most systems write it."""
    return unicodedata.normalize("NFC", name).casefold() if len(name) <= _LONGEST else name


def _common_tail(path: Parts, other: Parts) -> int:
    """Count the parts at the end that are the same, the last one being so."""
    count = 1
    while count < min(len(path), len(other)) and path[-1 - count] == other[-1 - count]:
        count += 1
    return count
