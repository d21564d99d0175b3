"""Classes by the folders that files lie in, and by the names of the files."""

from collections.abc import Iterable
from typing import Final

from transfer_demo.images.dataset import Part
from transfer_demo.images.layout.folder_names import only_numbered, roles_of
from transfer_demo.images.layout.labels_by_name import labels_from_names
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.nesting import Nesting
from transfer_demo.images.layout.parts import parts_of
from transfer_demo.images.names import clean

# Of two or three that hold the same folders, one may be for validation.
_FEWEST_NUMBERED: Final = 4
_ONLY_GROUP: Final = (
    "Folders inside of a class only group its files: pictures from one may be learned from and "
    "asked about. If they are patients or scenes, divide the set yourself."
)
_FOLDERS_SHOWN: Final = 5


def by_folders(nesting: Nesting) -> Layout:
    """The first folder is the class; folders below it only group files."""
    grouped = any(len(folder.inside) > 1 for folder in nesting.tops.values())
    return Layout(
        labels="folders",
        places=tuple(map(in_folder, nesting.paths)),
        says=_ONLY_GROUP if grouped else "",
    )


def in_folder(path: Parts) -> Location:
    """Return the place of a file whose first folder is its class."""
    if len(path) < 2:
        return Location(reason="The file lies beside the class folders, so it has no label.")
    return Location(class_name=clean(path[0]))


def by_subfolders(nesting: Nesting) -> Layout | None:
    """The second folder is the class; the first ones only group files."""
    tops = nesting.tops
    if not any(folder.inside for folder in tops.values()):
        return None
    return Layout(
        labels="subfolders",
        places=tuple(in_folder(path[1:] or path) for path in nesting.paths),
        says=f"{in_words(tops)} only group the files; the folders in them are the classes. "
        "Pictures from one group may be learned from and asked about.",
    )


def by_numbered_folders(nesting: Nesting) -> Layout | None:
    """Many folders called alike but for a number, which hold the same folders: fold1, fold2, ..."""
    if len(nesting.tops) < _FEWEST_NUMBERED or not only_numbered(nesting.tops):
        return None
    shared = set.intersection(*(folder.names for folder in nesting.tops.values()))
    return by_subfolders(nesting) if len(shared) > 1 else None


def by_names(nesting: Nesting) -> Layout | None:
    """The names of the files begin with their classes: cat_001.jpg is a cat."""
    labels = labels_from_names([path[-1] for path in nesting.pictures])
    if labels is None:
        return None
    parts = _parts_of_flat(nesting, labelled=set(labels))

    def place(path: Parts) -> Location:
        if path[-1] not in labels:
            return Location(reason="Its name begins with no class that another file has too.")
        top = path[0] if len(path) > 1 else ""
        if parts and top not in parts:
            return Location(reason=f"{clean(top)}/ is kept out, beside {in_words(parts)}.")
        return Location(class_name=labels[path[-1]], part=parts.get(top))

    says = "The classes are taken from the names of the files."
    return Layout(labels="names", places=tuple(map(place, nesting.paths)), says=says)


def _parts_of_flat(nesting: Nesting, *, labelled: set[str]) -> dict[str, Part]:
    """Return which folders are the parts of a split, of those that hold labelled files."""
    tops = {path[0] for path in nesting.pictures if len(path) > 1 and path[-1] in labelled}
    roles = roles_of(sorted(tops))
    parts = parts_of(roles.values())
    return {top: parts[role] for top, role in sorted(roles.items()) if role in parts}


def in_words(folders: Iterable[str]) -> str:
    """Return names of folders as they stand in a sentence: a/, b/ and c/."""
    *first, last = [f"{clean(name)}/" for name in dict.fromkeys(folders)]
    if len(first) >= _FOLDERS_SHOWN:
        first, last = first[:_FOLDERS_SHOWN], f"{len(first) + 1 - _FOLDERS_SHOWN} more"
    return f"{', '.join(first)} and {last}" if first else last
