"""The same pictures in several forms: in colour, in grey, cut out, turned and mirrored.

Used side by side they would be classes that say nothing, or the same picture would be learned from
and asked about.
"""

from collections.abc import Set
from typing import Final

from transfer_demo.images.layout.beginnings import bare, beginnings
from transfer_demo.images.layout.by_folders import in_folder, in_words
from transfer_demo.images.layout.by_split import hold_the_same_folders
from transfer_demo.images.layout.folder_names import folded, words_of
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.nesting import Nesting
from transfer_demo.images.names import clean, stem

_MOST_FORMS: Final = 6
_MOST: Final = 0.8
_TELLING_LETTERS: Final = 5
_ORIGINALS: Final = frozenset({"original", "originals", "raw", "color", "colour", "rgb"})
_FORM_WORDS: Final = (
    "grey gray greyscale grayscale bw segmented cropped masked edges augmented aug resized "
    "normalized normalised rotated flipped enhanced thermal depth"
)
_FORMS: Final = _ORIGINALS | {*_FORM_WORDS.split()}


def by_forms(nesting: Nesting) -> Layout | None:
    """Folders that hold the same folders, and in these the same pictures in another form."""
    tops = list(nesting.tops)
    if len(tops) > _MOST_FORMS or not hold_the_same_folders(nesting):
        return None
    # Files that are only numbered have the same names in all folders, whatever is on them.
    letters = 0 if all(_FORMS & {*words_of(top)} for top in tops) else _TELLING_LETTERS
    inside = {top: _named(nesting, top) for top in tops}
    # What others are made of comes first, by its names, and of equals the one that says it.
    tops.sort(key=lambda top: not _ORIGINALS & {*words_of(top)})
    original = next(
        (
            top
            for top in tops
            if _tell(inside[top], letters)
            and all(_made_of(inside[top], inside[other]) for other in tops if other != top)
        ),
        None,
    )
    if original is None:
        return None
    others = in_words(top for top in nesting.tops if top != original)
    left_out = Location(reason=f"In {clean(original)}/ is the same picture in another form.")

    def place(path: Parts) -> Location:
        if path[0] == original and len(path) > 1:
            return in_folder(path[1:])
        return left_out if path[0] in inside and len(path) > 1 else in_folder(path[:1])

    return Layout(
        labels="subfolders",
        places=tuple(map(place, nesting.paths)),
        says=f"In {others} the pictures of {clean(original)}/ lie in another form. Only those of "
        f"{clean(original)}/ are used, and the folders in it are the classes.",
    )


def _named(nesting: Nesting, top: str) -> Set[tuple[str, str]]:
    """Return the files in a folder: the folder below, and the bare name."""
    return {
        (folded(path[1]), bare(stem(path[-1])))
        for path in nesting.pictures
        if path[0] == top and len(path) > 2
    }


def _made_of(original: Set[tuple[str, str]], other: Set[tuple[str, str]]) -> bool:
    """Say whether nearly all of one are made of nearly all of the other, by their names."""
    found = [
        next(((folder, name) for name in beginnings(whole) if (folder, name) in original), None)
        for folder, whole in other
    ]
    known = [file for file in found if file is not None]
    return len(known) >= _MOST * len(other) and len({*known}) >= _MOST * len(original)


def _tell(files: Set[tuple[str, str]], letters: int) -> bool:
    """Say whether nearly all names have so many letters besides that of their folder: cat_1."""
    left = [len(folded(name).removeprefix(folder)) for folder, name in files]
    return sum(count >= letters for count in left) >= _MOST * len(left)
