"""How files lie, and what that says of their classes and of a split: one or several ways to see it.

A way is a function that gives a layout, or None where it does not fit. What fits first is assumed,
and where it may be otherwise the other ways are offered, too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from transfer_demo.images.layout.by_folders import (
    by_folders,
    by_names,
    by_numbered_folders,
    by_subfolders,
    in_words,
)
from transfer_demo.images.layout.by_forms import by_forms
from transfer_demo.images.layout.by_odd_split import (
    by_loose_part,
    by_parts_in_names,
    by_split_in_each_folder,
)
from transfer_demo.images.layout.by_split import (
    by_inner_split,
    by_same_folders,
    by_split,
    by_split_beside,
    by_split_beside_others,
    by_split_in_a_folder,
    hold_the_same_folders,
)
from transfer_demo.images.layout.folder_names import (
    folded,
    roles_of,
    says_nothing,
    without_numbers,
)
from transfer_demo.images.layout.labels_by_name import labels_from_names
from transfer_demo.images.layout.location import LabelSource, Layout, Parts
from transfer_demo.images.layout.nesting import Nesting

Way = Callable[[Nesting], Layout | None]

_WAYS: Final[Mapping[LabelSource, Way]] = {
    "folders": by_folders,
    "split": lambda files: _first(_SPLITS, files, labels="split"),
    "subfolders": by_subfolders,
    "forms": by_forms,
    "names": by_names,
}
_MOST: Final = 0.8
_FEWEST_CLASSES: Final = 2
_SURELY: Final[Sequence[Way]] = (
    by_split,
    by_split_in_each_folder,
    by_inner_split,
    by_split_beside,
    by_parts_in_names,
)
# What fits, and could well be meant otherwise.
_IN_DOUBT: Final[Sequence[Way]] = (
    by_split_beside_others,
    by_forms,
    by_same_folders,
    by_numbered_folders,
    by_split_in_a_folder,
    by_loose_part,
)
_SPLITS: Final[Sequence[Way]] = (*_SURELY, *_IN_DOUBT)


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What is assumed of how files lie, and what else it could be.

    `assumed` is None where nothing says what is on the files: somebody has to choose one of the
    `others`, if there are any.
    """

    assumed: Layout | None
    others: tuple[Layout, ...] = ()


def understand(paths: Sequence[Parts], *, table: Layout | None = None) -> Understanding:
    """Return how files lie, as far as their paths say it.

    Args:
        table: the layout that a table of labels among the files gives, if there is one.
    """
    nesting = Nesting(paths)
    found = _understood(nesting, table)
    return Understanding(
        assumed=found.assumed and nesting.settled(found.assumed),
        others=tuple(map(nesting.settled, found.others)),
    )


def laid_out(
    paths: Sequence[Parts], labels: LabelSource, *, table: Layout | None = None
) -> Layout | None:
    """Return how files lie when somebody says what gives the labels; None if that gives none."""
    nesting = Nesting(paths)
    found = table if labels == "table" else _WAYS[labels](nesting)
    return found and nesting.settled(found)


def _understood(nesting: Nesting, table: Layout | None) -> Understanding:
    named = by_names(nesting)
    if _folders_say_nothing(nesting) or (named and _is_one_folder_of_names(nesting)):
        folders = by_folders(nesting) if nesting.tops else None
        if table is not None:
            return _beside(table, [named])
        return _nothing_assumed(named, folders)
    for way in _SURELY:
        if divided := way(nesting):
            return _beside(divided, [table])
    return _without_a_sure_split(nesting, table, named)


def _without_a_sure_split(
    nesting: Nesting, table: Layout | None, named: Layout | None
) -> Understanding:
    folders, inside = by_folders(nesting), by_subfolders(nesting)
    doubtful = [found for way in _IN_DOUBT if (found := way(nesting))]
    spread = named if named and _is_spread(named, nesting) else None
    also = [*doubtful, folders, inside, table, spread]
    roles = roles_of(nesting.tops)
    if table and len(nesting.tops) < _FEWEST_CLASSES:
        return _beside(table, [])
    if doubtful:
        return _beside(doubtful[0], also)
    if len(roles) == len(nesting.tops):
        # What is called like a part of a split is no class.
        return _nothing_assumed(table, named, folders)
    if hold_the_same_folders(nesting):
        return _beside(folders, also)
    if inside and (one := _one_folder_of_folders(nesting)):
        # "photos" holds classes; "cats" may as well be one, of which the files are grouped.
        return _beside(inside if says_nothing(one) else folders, also)
    if table and table.sure and _says_more(table, nesting) and not _says_the_same(table, folders):
        return _beside(table, [folders])
    if spread and len({*map(without_numbers, nesting.tops)}) == 1:  # "batch 1", or "2023"
        return _beside(spread, [folders, table])
    if {*roles.values()} - {"train"}:
        folders = _called_like_parts(folders, roles)
    return _beside(folders, [table, spread])


def _called_like_parts(folders: Layout, roles: Iterable[str]) -> Layout:
    """Return the layout of classes of which some are called "test" or the like."""
    says = f"By name {in_words(roles)} could also be for a split. As it stands they are classes."
    return replace(folders, says=says, sure=False)


def _nothing_assumed(*others: Layout | None) -> Understanding:
    return Understanding(assumed=None, others=tuple(filter(None, others)))


def _first(ways: Sequence[Way], nesting: Nesting, *, labels: LabelSource) -> Layout | None:
    found = (way(nesting) for way in ways)
    return next((layout for layout in found if layout and layout.labels == labels), None)


def _beside(assumed: Layout, also: Iterable[Layout | None]) -> Understanding:
    """Offer beside what is assumed what says something else, of each source of labels the first."""
    others: dict[LabelSource, Layout] = {}
    for layout in also:
        if layout and layout.labels != assumed.labels:
            others.setdefault(layout.labels, layout)
    if "table" in others and _says_the_same(others["table"], assumed):
        del others["table"]
    return Understanding(assumed=assumed, others=tuple(others.values()))


def _is_spread(named: Layout, nesting: Nesting) -> bool:
    """Say whether the names of nearly all pictures give labels, which recur in several folders."""
    folders: defaultdict[str, set[str]] = defaultdict(set)
    for path, place in zip(nesting.paths, named.places, strict=True):
        if place.class_name and len(path) > 1:
            folders[place.class_name].add(path[0])
    pictures = sum(1 for _ in nesting.pictures)
    several = sum(len(tops) > 1 for tops in folders.values())
    return several >= _FEWEST_CLASSES and sum(named.counts.values()) >= _MOST * pictures


def _says_more(table: Layout, nesting: Nesting) -> bool:
    """Say whether a table knows nearly all pictures, and the folders only hold them."""
    pictures = sum(1 for _ in nesting.pictures)
    flat = not any(folder.inside for folder in nesting.tops.values())
    return flat and sum(table.counts.values()) >= _MOST * pictures


def _says_the_same(table: Layout, layout: Layout) -> bool:
    """Say whether two layouts have the same classes, called differently at most: 0 for "cats"."""
    pairs = {
        (folded(there.class_name), folded(here.class_name))
        for there, here in zip(table.places, layout.places, strict=True)
        if there.class_name and here.class_name
    }
    tables, others = {name for name, _ in pairs}, {name for _, name in pairs}
    # Of the same names that are exchanged, one of the two is wrong.
    exchanged = tables == others and any(name != other for name, other in pairs)
    return len(pairs) == len(tables) == len(others) and not exchanged


def _one_folder_of_folders(nesting: Nesting) -> str | None:
    """Return the folder that alone holds folders, which may be the classes or group its files."""
    holders = [folder for folder in nesting.tops.values() if folder.inside]
    if len(holders) != 1 or holders[0].direct or len(holders[0].inside) < _FEWEST_CLASSES:
        return None
    return holders[0].name


def _folders_say_nothing(nesting: Nesting) -> bool:
    """Say whether no folder can be a class: there are none, or "images", or parts of a split."""
    roles = roles_of(nesting.tops)
    return all(
        not folder.inside and (name in roles or says_nothing(name))
        for name, folder in nesting.tops.items()
    )


def _is_one_folder_of_names(nesting: Nesting) -> bool:
    """Say whether all files lie in one folder, and the names of nearly all give a label.

    Else a single folder is a class.
    """
    names = {path[-1] for path in nesting.pictures}
    if len({path[:-1] for path in nesting.pictures}) != 1:
        return False
    labels = labels_from_names(sorted(names))
    return labels is not None and len(labels) > _MOST * len(names)
