"""The same pictures in several forms: in colour, in grey, cut out, turned and mirrored.

Used side by side they would be classes that say nothing, or the same picture would be learned from
and asked about.
"""

import re
from collections.abc import Set
from typing import Final

from transfer_demo.images.layout.beginnings import bare, made_of
from transfer_demo.images.layout.by_folders import in_folder, in_words
from transfer_demo.images.layout.by_split import hold_the_same_folders
from transfer_demo.images.layout.folder_names import (
    folded,
    says_augmented,
    says_form,
    says_nothing,
    says_original,
    words_of,
)
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.nesting import Nesting
from transfer_demo.images.names import clean, stem

_MOST_FORMS: Final = 6
_MOST: Final = 0.8
_TELLING_LETTERS: Final = 5
_NUMBER: Final = re.compile(r"\d{1,18}")


def by_forms(nesting: Nesting) -> Layout | None:
    """Folders that hold the same folders, and in these the same pictures in another form."""
    if len(nesting.tops) > _MOST_FORMS or not hold_the_same_folders(nesting):
        return None
    original = _by_their_names(nesting) or _by_their_files(nesting)
    if original is None:
        return None
    left_out = Location(reason=f"In {clean(original)}/ is the same picture in another form.")
    others = in_words(top for top in nesting.tops if top != original)

    def place(path: Parts) -> Location:
        if path[0] == original and len(path) > 1:
            return in_folder(path[1:])
        return left_out if path[0] in nesting.tops and len(path) > 1 else in_folder(path[:1])

    return Layout(
        labels="forms",
        places=tuple(map(place, nesting.paths)),
        says=f"In {others} the pictures of {clean(original)}/ lie in another form. Only those of "
        f"{clean(original)}/ are used, and the folders in it are the classes.",
    )


def _by_their_names(nesting: Nesting) -> str | None:
    """Return the folder of which the others are augmented, as they say: "rose" of "rose_aug"."""
    others = [top for top in nesting.tops if not any(map(says_augmented, words_of(top)))]
    return others[0] if len(others) == 1 < len(nesting.tops) else None


def _by_their_files(nesting: Nesting) -> str | None:
    """Return the folder whose pictures the others hold by the names of the files."""
    tops = list(nesting.tops)
    # Files that are only numbered have the same names in all folders, whatever is on them.
    forms = any(map(says_form, tops)) or all(map(says_nothing, tops))
    letters = 0 if forms else _TELLING_LETTERS
    inside = {top: _named(nesting, top) for top in tops}
    # What others are made of comes first, by its names, and of equals the one that says it.
    tops.sort(key=lambda top: not says_original(top))
    for top in tops:
        others = (inside[other] for other in tops if other != top)
        if _tell(inside[top], letters) and all(made_of(inside[top], other) for other in others):
            return top
    return None


def _named(nesting: Nesting, top: str) -> Set[tuple[str, str]]:
    """Return the files in a folder: the folder below, and the bare name."""
    return {
        (folded(path[1]), bare(stem(path[-1])))
        for path in nesting.pictures
        if path[0] == top and len(path) > 2
    }


def _tell(files: Set[tuple[str, str]], letters: int) -> bool:
    """Say whether names tell pictures: so many letters besides the folder's, no mere numbers."""
    left = [folded(name).removeprefix(folder) for folder, name in files]
    enough = sum(len(name) >= letters for name in left) >= _MOST * len(left)
    if not letters:
        return enough
    patterns = {_NUMBER.sub("0", name) for name in left}
    numbers = {int(number) for name in left for number in _NUMBER.findall(name)}
    counted = len(patterns) == 1 and max(numbers, default=0) - min(numbers, default=0) < len(left)
    return enough and not counted
