"""How files lie, and what that says of their classes and of a split: one or several ways to see it.

A way is a function that gives a layout, or None where it does not fit. What fits first is assumed,
and where it may be otherwise the other ways are offered, too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.images.layout.by_folders import (
    by_folders,
    by_names,
    by_numbered_folders,
    by_subfolders,
)
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
    by_split_in_a_folder,
    hold_the_same_folders,
)
from transfer_demo.images.layout.folder_names import folded, roles_of, says_nothing
from transfer_demo.images.layout.labels_by_name import labels_from_names
from transfer_demo.images.layout.location import LabelSource, Layout, Parts
from transfer_demo.images.layout.nesting import Nesting

Way = Callable[[Nesting], Layout | None]

_WAYS: Final[Mapping[LabelSource, Way]] = {
    "folders": by_folders,
    "split": lambda files: next(filter(None, (way(files) for way in _SPLITS)), None),
    "subfolders": by_subfolders,
    "names": by_names,
}
_MOST: Final = 0.8
_SURELY: Final[Sequence[Way]] = (
    by_split,
    by_split_in_each_folder,
    by_inner_split,
    by_split_beside,
    by_parts_in_names,
)
# What fits, and could well be meant otherwise.
_IN_DOUBT: Final[Sequence[Way]] = (
    by_same_folders,
    by_numbered_folders,
    by_split_in_a_folder,
    by_loose_part,
)


_SPLITS: Final[Sequence[Way]] = (*_SURELY, by_same_folders, by_split_in_a_folder, by_loose_part)


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
        assumed=found.assumed and nesting.without_annotations(found.assumed),
        others=tuple(map(nesting.without_annotations, found.others)),
    )


def laid_out(
    paths: Sequence[Parts], labels: LabelSource, *, table: Layout | None = None
) -> Layout | None:
    """Return how files lie when somebody says what gives the labels; None if that gives none."""
    nesting = Nesting(paths)
    found = table if labels == "table" else _WAYS[labels](nesting)
    return found and nesting.without_annotations(found)


def _understood(nesting: Nesting, table: Layout | None) -> Understanding:
    named = by_names(nesting)
    if _folders_say_nothing(nesting) or (named and _is_one_folder_of_names(nesting)):
        others: tuple[Layout, ...] = () if named is None else (named,)
        if table is not None:
            return Understanding(assumed=table, others=others)
        if nesting.tops:
            others = (*others, by_folders(nesting))
        return Understanding(assumed=None, others=others)
    for way in _SURELY:
        if divided := way(nesting):
            return _beside_table(divided, table)
    folders = by_folders(nesting)
    also = tuple(each for each in (folders, by_subfolders(nesting), table) if each)
    for way in _IN_DOUBT:
        if doubtful := way(nesting):
            others = tuple(each for each in also if each.labels != doubtful.labels)
            return Understanding(assumed=doubtful, others=others)
    if hold_the_same_folders(nesting):
        return Understanding(assumed=folders, others=also[1:])
    if table and not _says_the_same(table, folders) and _says_more(table, nesting):
        return Understanding(assumed=table, others=(folders,))
    return _beside_table(folders, table)


def _says_more(table: Layout, nesting: Nesting) -> bool:
    """Say whether a table knows nearly all pictures, and the folders only hold them."""
    pictures = sum(1 for _ in nesting.pictures)
    flat = not any(folder.inside for folder in nesting.tops.values())
    return flat and sum(table.counts.values()) >= _MOST * pictures


def _beside_table(layout: Layout, table: Layout | None) -> Understanding:
    """Assume the folders; a table that says something else is offered, too."""
    if table is None or _says_the_same(table, layout):
        return Understanding(assumed=layout)
    return Understanding(assumed=layout, others=(table,))


def _says_the_same(table: Layout, layout: Layout) -> bool:
    """Say whether two layouts have the same classes, called differently at most: 0 for "cats"."""
    pairs = {
        (folded(there.class_name), folded(here.class_name))
        for there, here in zip(table.places, layout.places, strict=True)
        if there.class_name and here.class_name
    }
    return len(pairs) == len({name for name, _ in pairs}) == len({name for _, name in pairs})


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
