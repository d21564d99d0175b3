"""Pictures by the names under which a table may know them."""

from collections import defaultdict
from collections.abc import Sequence

from transfer_demo.images.layout.folder_names import Role, role_of
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import split_path, stem

# A name that so many share, each in a folder of its own, tells none of them.
_MOST_OF_A_NAME = 20


class NamedPictures:
    """Pictures by name: with folders or without, with or without the end."""

    def __init__(self, paths: Sequence[Parts]) -> None:
        self._paths = [tuple(part.casefold() for part in path) for path in paths]
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        for index, path in enumerate(self._paths):
            for name in {path[-1], stem(path[-1])}:
                self._by_name[name].append(index)

    def role(self, index: int) -> Role | None:
        """Return the part of a split that a picture lies in, by its folders."""
        return next(filter(None, map(role_of, self._paths[index][:-1])), None)

    def find(self, name: str, *, beside: Parts, role: Role | None) -> int | None:
        """Return the one picture that a table means; None if it is none, or could be several.

        Args:
            name: what the table calls it.
            beside: the folders in which the table lies.
            role: the part of a split that the table is of, by its name.
        """
        parts = tuple(part.casefold() for part in split_path(name))
        found = self._called(parts[-1]) if parts else []
        if not found or len(found) > _MOST_OF_A_NAME:
            return None
        # Whatever stood above the folders where the table was made, those below are the same.
        tails = {index: _common_tail(self._paths[index], parts) for index in found}
        if len(parts) > 1 and max(tails.values()) == 1 and len(self._paths[found[0]]) > 1:
            return found[0] if len(found) == 1 else None
        found = [index for index in found if tails[index] == max(tails.values())]
        here = tuple(part.casefold() for part in beside)
        for nearer in (
            [index for index in found if role and self.role(index) == role],
            [index for index in found if here and self._paths[index][: len(here)] == here],
        ):
            if len(found) > 1 and nearer:
                found = nearer
        return found[0] if len(found) == 1 else None

    def _called(self, name: str) -> list[int]:
        return self._by_name.get(name) or self._by_name.get(stem(name)) or []


def _common_tail(path: Parts, other: Parts) -> int:
    """Count the parts at the end that are the same, the last one being so."""
    count = 1
    while count < min(len(path), len(other)) and path[-1 - count] == other[-1 - count]:
        count += 1
    return count
