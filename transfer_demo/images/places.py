"""Where each file of a source belongs, and what had to be assumed for that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from transfer_demo.errors import LabelsUnclear, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.layout.by_table import by_table
from transfer_demo.images.layout.exports import Export
from transfer_demo.images.layout.file_kinds import SPREADSHEETS, TABLES, holds_files
from transfer_demo.images.layout.label_table import Table, read_table
from transfer_demo.images.layout.layouts import laid_out, understand
from transfer_demo.images.layout.location import LabelSource, Layout, Location
from transfer_demo.images.layout.table_columns import NoLabels
from transfer_demo.images.names import clean, ending
from transfer_demo.images.sources import ReadableSource, Source

_FEWEST_CLASSES: Final = 2

# What a person chooses, in the words of a sentence.
_OFFERS: Final[Mapping[LabelSource, str]] = {
    "folders": "take the top folders as classes",
    "split": "take the top folders as parts of a split",
    "subfolders": "take the folders inside as classes, without a split",
    "forms": "use one of several forms of the same pictures",
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
    tables = _tables(source, wanted) if labels in (None, "table") else ()
    labelled = by_table(paths, tables)
    table, no_table = (None, labelled.why) if isinstance(labelled, NoLabels) else (labelled, "")
    if labels is not None:
        found = laid_out(paths, labels, table=table)
        if found is None:
            why = no_table or f"These files do not lie so that one could {_OFFERS[labels]}."
            raise LabelsUnclear(f"{source.name}: {why} Choose something else.", why=why, layouts=())
        return _whole(found, wanted, source)
    understood = understand(paths, table=table)
    others = [_whole(layout, wanted, source) for layout in understood.others]
    exported = Export(paths, lambda place: _text(source, wanted[place]))
    if understood.assumed is None or _is_no_set(understood.assumed, exported):
        if exported.made_for:
            others = [layout for layout in others if layout.labels == "names"]
            raise LabelsUnclear(
                f"{source.name}: {exported.made_for}{_offers(others)}",
                why=exported.made_for,
                layouts=others,
            )
        raise _nothing_says(source, len(wanted), others, no_table=no_table)
    assumed = _whole(understood.assumed, wanted, source)
    why = exported.boxes or _doubt(assumed, others)
    if why and ask:
        raise LabelsUnclear(f"{source.name}: {why}", why=why, layouts=(assumed, *others))
    says = (assumed.says, exported.boxes, *map(_otherwise, others))
    return replace(assumed, says=" ".join(filter(None, says)))


def _doubt(assumed: Layout, others: Sequence[Layout]) -> str:
    """Return why somebody should say whether a layout is right; empty if it surely is."""
    if others:
        return "The folders can be understood in more than one way."
    return "" if assumed.sure else assumed.says


def _is_no_set(layout: Layout, exported: Export) -> bool:
    """Say whether what would be classes are the folders of an export: all pictures in one."""
    return len(layout.counts) < _FEWEST_CLASSES and bool(exported.made_for)


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
    room = limits.TABLE_BYTES_OF_ALL
    for index in found[: limits.TABLES]:
        text = _text(source, index)
        room -= len(text)
        if room < 0:
            return
        table = read_table(source.paths[index], text)
        if table is not None:
            yield table


def _text(source: ReadableSource, index: int) -> bytes:
    """Return the beginning of a file; a file that cannot be read has none, and says so later."""
    try:
        return source.text(index)
    except UnreadableImage:
        return b""


def _nothing_says(
    source: Source, files: int, offered: Sequence[Layout], *, no_table: str
) -> LabelsUnclear:
    its = "its file" if files == 1 else f"its {files} files"
    told = no_table or _what_holds_them(source)
    table = f" {told}" if told else ""
    return LabelsUnclear(
        f"{source.name} has no sub-folders that could be classes, so nothing says what is on "
        f"{its}.{table} Make one sub-folder per class, named after the class.{_offers(offered)}",
        why=f"There are no folders that could be classes.{table}",
        layouts=offered,
    )


def _what_holds_them(source: Source) -> str:
    """Return a sentence on a file that may hold labels or pictures, and is not opened."""
    for path in source.paths:
        name = clean(path[-1])
        if ending(path[-1]) in SPREADSHEETS:
            return f"{name} is not read: save it as .csv, with a column of files and one of labels."
        if ending(path[-1]) in TABLES:
            return (
                f"From {name} no labels can be taken: what is read is a table with a column of "
                "the names of the files and one of their labels."
            )
        if holds_files(path[-1]):
            return f"{name} is not opened: unpack it, and bring the folder or a .zip of it."
    return ""


def _offers(layouts: Sequence[Layout]) -> str:
    return "".join(
        f" Or {_OFFERS[layout.labels]} (--labels {layout.labels}): {layout.counts_in_words}."
        for layout in layouts
    )


def _otherwise(layout: Layout) -> str:
    return (
        f"To {_OFFERS[layout.labels]} instead ({layout.counts_in_words}): --labels {layout.labels}."
    )
