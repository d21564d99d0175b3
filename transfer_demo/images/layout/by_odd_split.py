"""Splits made in a rarer way: parts in the names of classes, folds, a loose test folder."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transfer_demo.images.layout.beginnings import bare
from transfer_demo.images.layout.by_folders import in_folder, in_words
from transfer_demo.images.layout.by_split import by_split
from transfer_demo.images.layout.folder_names import (
    Role,
    folded,
    only_numbered,
    role_of,
    roles_of,
    separated,
)
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.nesting import Nesting
from transfer_demo.images.layout.parts import parts_of
from transfer_demo.images.names import clean, stem

_FEWEST_CLASSES: Final = 2
_FEW_ALIKE: Final = 0.5
_TELLING_LETTERS: Final = 5
_SEPARATORS: Final = " _-.()"
_WORD: Final = re.compile(r"[^\W\d_]+")


def by_parts_in_names(nesting: Nesting) -> Layout | None:
    """Folders called by part and class: train_cats, train_dogs, val_cats, val_dogs."""
    tops = nesting.tops
    told = {name: _part_and_class(name) for name in tops}
    known = {name: found for name, found in told.items() if found}
    roles = {role for role, _ in known.values()}
    classes = {folded(name) for _, name in known.values()}
    if any(tops[name].inside for name in known):
        return None
    # A folder of something else may lie beside them, or they are "train station" and "test tube".
    in_two = Counter(name for _, name in {(role, folded(name)) for role, name in known.values()})
    if len(known) < len(tops) and (2 * len(known) <= len(tops) or {*in_two.values()} == {1}):
        return None
    parts = parts_of(roles)
    if not parts or len(classes) < _FEWEST_CLASSES:
        return None

    def place(path: Parts) -> Location:
        if len(path) < 2 or path[0] not in known:
            return Location(reason="The name of its folder says no part of the split.")
        role, name = known[path[0]]
        if role not in parts:
            return Location(reason=f"{clean(path[0])}/ is kept out: others are for validation.")
        return Location(class_name=clean(name), part=parts[role])

    return Layout(
        labels="split",
        places=tuple(map(place, nesting.paths)),
        says="The names of the folders say both class and part.",
    )


def _part_and_class(folder: str) -> tuple[Role, str] | None:
    """Return "train" and "cats" of "train_cats"; None where a name does not say both."""
    found = [
        (role, word)
        for word in _WORD.finditer(separated(folder))
        if (role := role_of(word[0])) is not None
    ]
    if len(found) != 1:
        return None
    ((role, word),) = found
    name = separated(folder)[: word.start()] + separated(folder)[word.end() :]
    return (role, name.strip(_SEPARATORS)) if name.strip(_SEPARATORS) else None


def by_split_in_each_folder(nesting: Nesting) -> Layout | None:
    """Folders that only group, as folds or batches do, with the same split in each."""
    tops = nesting.tops
    deeper: dict[str, set[str]] = {name: set() for name in tops}
    for path in nesting.pictures:
        if len(path) > 3:
            deeper[path[0]].add(folded(path[2]))
    if len(tops) < 2 or len(set.intersection(*deeper.values())) < _FEWEST_CLASSES:
        return None
    # In cats/train/batch1 the last folders only group.
    if only_numbered(set.union(*deeper.values())):
        return None
    inside = by_split(Nesting(_without_tops(nesting.paths)))
    if inside is None:
        return None
    again = _learned_and_asked(nesting, inside)
    if not (only_numbered(nesting.tops) if again is None else again):
        return replace(inside, says=f"{in_words(tops)} only group the files: {inside.says}")
    # What is for training in one is for validation in another.
    used = next(iter(tops))
    kept_out = Location(reason=f"The file belongs to another division than {clean(used)}/.")

    def place(path: Parts, found: Location) -> Location:
        return found if path[0] == used or len(path) < 2 else kept_out

    return Layout(
        labels="split",
        places=tuple(map(place, nesting.paths, inside.places)),
        says=f"{in_words(tops)} divide the same images in several ways. Only {clean(used)}/ is "
        f"used: {inside.says}",
        sure=False,
    )


def _learned_and_asked(nesting: Nesting, layout: Layout) -> bool | None:
    """Say whether most that is for validation in one folder is for training in another."""
    learned: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    asked: list[tuple[tuple[str, str], str]] = []
    for path, place in zip(nesting.paths, layout.places, strict=True):
        name = bare(stem(path[-1]))
        # Files that are only numbered are called alike by chance.
        if place.class_name and len(name) >= _TELLING_LETTERS:
            if place.part == "train":
                learned[place.class_name, name].add(path[0])
            else:
                asked.append(((place.class_name, name), path[0]))
    if not asked:
        return None
    again = sum(bool(learned[picture] - {top}) for picture, top in asked)
    return again > _FEW_ALIKE * len(asked)


def _without_tops(paths: Sequence[Parts]) -> list[Parts]:
    return [path[1:] or path for path in paths]


def by_loose_part(nesting: Nesting) -> Layout | None:
    """Class folders, and beside them what is called like a part and holds files alone.

    The class folders may lie in one of their own: photos/cats, photos/dogs, test.
    """
    tops = nesting.tops
    roles = roles_of(tops)
    # A class of photographs of trains may well be called "train", where no other part is.
    loose = [*roles] if {*roles.values()} != {"train"} else []
    classes = [name for name in tops if name not in loose]
    if not loose or any(tops[name].inside for name in loose) or not classes:
        return None
    around = classes[0] if len(classes) == 1 else ""
    if around and (tops[around].direct or len(tops[around].inside) < _FEWEST_CLASSES):
        return None

    def place(path: Parts) -> Location:
        if path[0] in loose and len(path) > 1:
            return Location(reason=f"The file is unlabelled: it lies in {clean(path[0])}/.")
        return in_folder(path[1:] if path[0] == around and len(path) > 1 else path)

    return Layout(
        labels="split",
        places=tuple(map(place, nesting.paths)),
        says=f"{in_words(loose)} {'is' if len(loose) == 1 else 'are'} taken for files without "
        "labels, and not for a class.",
    )
