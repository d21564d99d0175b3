"""A split that somebody has made: class folders in its parts, or its parts in class folders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from transfer_demo.images.dataset import Part
from transfer_demo.images.layout.by_folders import in_folder, in_words
from transfer_demo.images.layout.folder_names import (
    Role,
    folded,
    only_numbered,
    role_of,
    roles_of,
    says_form,
    says_nothing,
)
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.nesting import Folder, Nesting
from transfer_demo.images.layout.parts import asked_role, parts_of
from transfer_demo.images.names import clean

_MOST_PARTS: Final = 3
_FEWEST_SHARED: Final = 2
# A picture or two beside the class folders say nothing of these.
_MOST_STRAY: Final = 0.2
# Folders of which one may hold a split; of more it would take long to look into each.
_MOST_BESIDE: Final = 10


def by_split(nesting: Nesting) -> Layout | None:
    """Folders called like parts of a split, with the class folders inside."""
    tops = nesting.tops
    roles = roles_of(tops)
    known = _known(nesting, roles)
    learned = [name for name, role in roles.items() if role == "train" and tops[name].inside]
    shared = any(known & tops[name].names for name in roles if name not in learned)
    # A class of photographs of trains may well be called "train".
    beside = [name for name in tops if name not in roles and not says_nothing(name)]
    if beside and not shared and (len(known) < _FEWEST_SHARED or _any_inside(tops, beside)):
        return None
    return _divided(nesting)


def by_split_beside_others(nesting: Nesting) -> Layout | None:
    """The same, whatever lies beside."""
    several = len(_known(nesting, roles_of(nesting.tops))) >= _FEWEST_SHARED
    return _divided(nesting) if several else None


def _known(nesting: Nesting, roles: Mapping[str, Role]) -> set[str]:
    """Return the names of the class folders in those for training, however they are spelt."""
    learned = (nesting.tops[name] for name, role in roles.items() if role == "train")
    return set().union(*(folder.names for folder in learned))


def _divided(nesting: Nesting) -> Layout | None:
    tops = nesting.tops
    roles = roles_of(tops)
    known = _known(nesting, roles)
    learned = [name for name, role in roles.items() if role == "train" and tops[name].inside]
    others = [name for name in roles if name not in learned]
    if not learned or len(roles) < 2 or (not others and len(known) < _FEWEST_SHARED):
        return None
    # One folder of another name only holds what has no label: test/unknown/1.jpg.
    labelled = [name for name in others if tops[name].names & known or len(tops[name].names) > 1]
    role = asked_role(roles[name] for name in labelled)
    asked = [name for name in labelled if roles[name] == role]
    if asked:
        says = f"{in_words(learned)} for training and {in_words(asked)} for validation."
    else:
        says = f"The folders in {in_words(learned)} are the classes; nothing is for validation."
    return _parts(nesting, learned=learned, asked=asked, says=says)


def _any_inside(tops: Mapping[str, Folder], names: Iterable[str]) -> bool:
    return any(tops[name].inside for name in names)


def by_split_beside(nesting: Nesting) -> Layout | None:
    """Class folders, and beside them one for validation that holds such folders once more."""
    tops = nesting.tops
    roles = roles_of(tops)
    classes = {folded(name) for name in tops if name not in roles}
    asked = [name for name in roles if len(tops[name].names & classes) >= _FEWEST_SHARED]
    role = asked_role(roles[name] for name in asked)
    used = [name for name in asked if roles[name] == role]
    if not used or "train" in roles.values():
        return None

    def place(path: Parts) -> Location:
        if len(path) < 2 or path[0] not in roles:
            found = in_folder(path)
            return replace(found, part="train") if found.class_name else found
        if path[0] in used and len(path) > 2:
            return Location(class_name=clean(path[1]), part="validation")
        return Location(reason=f"{clean(path[0])}/ is kept out, beside {in_words(used)}.")

    says = f"{in_words(used)} for validation, and the folders beside for training."
    return Layout(labels="split", places=tuple(map(place, nesting.paths)), says=says)


def hold_the_same_folders(nesting: Nesting) -> bool:
    """Say whether all top folders hold folders of the same names, and hardly anything beside."""
    names = [folder.names for folder in nesting.tops.values()]
    if len(names) < 2:
        return False
    if any(folder.direct > _MOST_STRAY * folder.pictures for folder in nesting.tops.values()):
        return False
    shared = set.intersection(*names)
    return len(shared) >= _FEWEST_SHARED and 2 * len(shared) >= len(set.union(*names))


def by_split_in_a_folder(nesting: Nesting) -> Layout | None:
    """A split inside of one folder, beside others that have none."""
    if not 2 <= len(nesting.tops) <= _MOST_BESIDE:
        return None
    inside = {
        top: by_split(Nesting([path[1:] for path in nesting.paths if _lies_in(path, top)]))
        for top in nesting.tops
    }
    found = [(top, layout) for top, layout in inside.items() if layout]
    if len(found) != 1:
        return None
    ((top, layout),) = found
    places = iter(layout.places)
    outside = Location(reason=f"The file lies outside of what is used: {clean(top)}/.")
    return Layout(
        labels="split",
        places=tuple(next(places) if _lies_in(path, top) else outside for path in nesting.paths),
        says=f"In {clean(top)}/: {layout.says}",
    )


def _lies_in(path: Parts, top: str) -> bool:
    return path[0] == top and len(path) > 1


def by_same_folders(nesting: Nesting) -> Layout | None:
    """Two or three folders that hold the same folders, whatever they are called."""
    tops = [*nesting.tops.values()]
    if len(tops) > _MOST_PARTS or not hold_the_same_folders(nesting):
        return None
    # In bean/batch1 and rice/batch1 the upper ones are classes.
    inner = [name for folder in tops for name in folder.inside]
    if any(role_of(name) or says_form(name) for name in inner) or all(map(says_nothing, inner)):
        return None
    if only_numbered(inner):
        return None
    upper = [folder.name for folder in tops]
    if any(map(says_form, upper)):
        return None
    tops.sort(key=lambda folder: (role_of(folder.name) != "train", -folder.pictures))
    learned, asked, *_ = [folder.name for folder in tops]
    says = (
        f"{in_words(folder.name for folder in tops)} hold folders of the same names. These are "
        f"taken for the classes, {in_words([learned])} for training and {in_words([asked])} for "
        "validation."
    )
    return _parts(nesting, learned=[learned], asked=[asked], says=says)


def _parts(nesting: Nesting, *, learned: Sequence[str], asked: Sequence[str], says: str) -> Layout:
    """Lay out class folders inside the parts of a split; there may be nothing for validation."""
    tops = nesting.tops
    parts: dict[str, Part | None] = dict.fromkeys(learned, "train" if asked else None)
    parts |= dict.fromkeys(asked, "validation")
    used, roles = in_words(parts), roles_of(tops)
    known = set().union(*(tops[name].names for name in learned))

    def place(path: Parts) -> Location:
        top = path[0]
        if len(path) < 2 or top not in parts:
            folder = tops.get(top)
            unlabelled = folder is not None and not folder.names & known
            role = roles.get(top)
            return Location(
                reason=_outside(path, folder, role=role, unlabelled=unlabelled, used=used)
            )
        if len(path) < 3:
            where = clean(top)
            return Location(reason=f"The file lies in {where}/ beside the class folders: no label.")
        return Location(class_name=clean(path[1]), part=parts[top])

    return Layout(labels="split", places=tuple(map(place, nesting.paths)), says=says)


def _outside(
    path: Parts, top: Folder | None, *, role: Role | None, unlabelled: bool, used: str
) -> str:
    if top is None or len(path) < 2 or not role:
        return f"The file lies outside of what is used: {used}."
    if unlabelled:
        return (
            f"The file is unlabelled: {clean(top.name)}/ has no class folders, so nothing says "
            "what is on it."
        )
    return f"{clean(top.name)}/ is kept out, beside {used}."


def by_inner_split(nesting: Nesting) -> Layout | None:
    """Class folders with the parts of a split inside."""
    divided = [folder for folder in nesting.tops.values() if folder.inside]
    roles = {name: role_of(name) for folder in divided for name in folder.inside}
    part_of = parts_of(roles.values())
    if not part_of:
        return None
    if any(role_of(folder.name) for folder in divided):
        return None
    # Another folder may lie beside the parts, but not in their place.
    if any(not any(roles[name] for name in folder.inside) for folder in divided):
        return None
    parts = {name: part_of[role] for name, role in roles.items() if role in part_of}

    def place(path: Parts) -> Location:
        if len(path) < 3:
            return in_folder(path)
        if path[1] in parts:
            return Location(class_name=clean(path[0]), part=parts[path[1]])
        return Location(reason=f"{clean(path[1])}/ is kept out, beside {in_words(parts)}.")

    learned, checked = (
        in_words(name for name, part in parts.items() if part == wanted)
        for wanted in ("train", "validation")
    )
    whole = len(divided) == len(nesting.tops)
    which = "Each class" if whole else in_words(folder.name for folder in divided)
    says = (
        f"{which} {'is' if whole or len(divided) == 1 else 'are'} divided: {learned} for training "
    )
    says += f"and {checked} for validation."
    return Layout(labels="split", places=tuple(map(place, nesting.paths)), says=says)
