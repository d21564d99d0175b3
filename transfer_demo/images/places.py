"""Where each file of a source belongs, and what had to be assumed for that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from transfer_demo.errors import LabelsUnclear, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.layout.exports import made_for_something_else
from transfer_demo.images.layout.label_table import TABLES, Table, by_table, read_table
from transfer_demo.images.layout.layouts import laid_out, understand
from transfer_demo.images.layout.location import LabelSource, Layout, Location
from transfer_demo.images.names import clean, ending
from transfer_demo.images.sources import ReadableSource, Source

_SPREADSHEETS: Final = (*TABLES, "xlsx", "xls", "ods")

# What a person chooses, in the words of a sentence.
_OFFERS: Final[Mapping[LabelSource, str]] = {
    "folders": "take the top folders as classes",
    "split": "take the top folders as parts of a split",
    "subfolders": "take the folders inside as classes, without a split",
    "names": "take the classes from the names of the files",
    "table": "take the classes from the table",
}


def layout_of(
    source: ReadableSource, *, labels: LabelSource | None = None, ask: bool = False
) -> Layout:
    """Return the place of each file. What is refused anyway has no say in how the rest lies.

    Args:
        labels: what gives the labels; None finds out.
        ask: raise where there is more than one way to see it, too; else the likeliest is assumed.

    Raises:
        LabelsUnclear: somebody has to say what gives the labels.
    """
    wanted = [index for index in range(len(source.paths)) if index not in source.refused]
    if not wanted:
        return _whole(Layout(labels="folders", places=()), wanted, source)
    paths = [source.paths[index] for index in wanted]
    table = by_table(paths, _tables(source, wanted))
    if labels is not None:
        found = laid_out(paths, labels, table=table)
        if found is None:
            nothing = f"There is nothing to {_OFFERS[labels]}."
            raise LabelsUnclear(
                f"{source.name}: {nothing} Choose something else.", why=nothing, layouts=()
            )
        return _whole(found, wanted, source)
    understood = understand(paths, table=table)
    others = tuple(_whole(layout, wanted, source) for layout in understood.others)
    if understood.assumed is None:
        why = made_for_something_else(paths, lambda place: _text(source, wanted[place]))
        if why is not None:
            named = tuple(layout for layout in others if layout.labels == "names")
            raise LabelsUnclear(f"{source.name}: {why}{_offers(named)}", why=why, layouts=named)
        raise _nothing_says(source, len(wanted), others)
    assumed = _whole(understood.assumed, wanted, source)
    if others and ask:
        raise LabelsUnclear(
            f"{source.name} can be understood in more than one way.",
            why="The folders can be understood in more than one way.",
            layouts=(assumed, *others),
        )
    return replace(assumed, says=" ".join(filter(None, (assumed.says, *map(_otherwise, others)))))


def one_class(source: Source, name: str) -> Layout:
    """Return the layout where all files belong to one class, whatever their folders and names."""
    places = (
        Location(class_name=None if index in source.refused else name, reason=reason)
        for index in range(len(source.paths))
        for reason in [source.refused.get(index)]
    )
    return Layout(labels="folders", places=tuple(places))


def _whole(layout: Layout, wanted: Sequence[int], source: ReadableSource) -> Layout:
    """Return a layout of the files that are wanted as one of all files."""
    places = [Location(reason=source.refused.get(index)) for index in range(len(source.paths))]
    for index, place in zip(wanted, layout.places, strict=True):
        places[index] = place
    return replace(layout, places=tuple(places))


def _tables(source: ReadableSource, wanted: Sequence[int]) -> Iterator[Table]:
    """Yield the tables among the files, those first that lie above the others."""
    found = [index for index in wanted if ending(source.paths[index][-1]) in TABLES]
    found.sort(key=lambda index: (len(source.paths[index]), index))
    for index in found[: limits.TABLES]:
        table = read_table(source.paths[index], _text(source, index))
        if table is not None:
            yield table


def _text(source: ReadableSource, index: int) -> bytes:
    """Return the beginning of a file; a file that cannot be read has none, and says so later."""
    try:
        return source.text(index)
    except UnreadableImage:
        return b""


def _nothing_says(source: Source, files: int, offered: Sequence[Layout]) -> LabelsUnclear:
    its = "its file" if files == 1 else f"its {files} files"
    table = _table_that_says_nothing(source)
    return LabelsUnclear(
        f"{source.name} has no sub-folders that could be classes, so nothing says what is on "
        f"{its}.{table} Make one sub-folder per class, named after the class.{_offers(offered)}",
        why="There are no folders that could be classes, so nothing says what is on the photos."
        f"{table}",
        layouts=offered,
    )


def _table_that_says_nothing(source: Source) -> str:
    """Return a sentence on a table from which no labels could be taken; empty if there is none."""
    found = next((path for path in source.paths if ending(path[-1]) in _SPREADSHEETS), None)
    if found is None:
        return ""
    return (
        f" From {clean(found[-1])} no labels could be taken: what is read is a .csv, with a "
        "column of the names of the files and one of their labels."
    )


def _offers(layouts: Sequence[Layout]) -> str:
    return "".join(
        f" Or {_OFFERS[layout.labels]} (--labels {layout.labels}): {layout.counts_in_words}."
        for layout in layouts
    )


def _otherwise(layout: Layout) -> str:
    return (
        f"To {_OFFERS[layout.labels]} instead ({layout.counts_in_words}): --labels {layout.labels}."
    )
