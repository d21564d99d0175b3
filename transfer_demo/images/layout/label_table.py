"""Labels from a table beside the pictures: a line for each, with its file and its class."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from transfer_demo.images import limits
from transfer_demo.images.dataset import Part
from transfer_demo.images.layout.folder_names import (
    Role,
    folded,
    holds_annotations,
    role_of,
    words_of,
)
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.named_pictures import NamedPictures
from transfer_demo.images.names import clean, ending, stem

TABLES: Final = ("csv", "tsv")
_SEPARATORS: Final = ",;\t|"
# Headings as they are found, folded; the better ones first. What is not found by its heading may be
# found by what stands below.
_FILE: Final = (
    *("file", "filename", "filepath", "path", "filenames", "image", "imageid", "images", "imgid"),
    *("imagename", "imagepath", "img", "imgname", "imgpath", "photo", "picture", "fname"),
)
_LABEL: Final = (
    *("classname", "labelname", "categoryname", "label", "labels", "class", "classes", "category"),
    *("species", "breed", "target", "diagnosis", "dx", "tag", "y", "classid", "labelid"),
    "categoryid",
)
_PART: Final = ("split", "set", "subset", "dataset", "partition", "part", "usage")
# Of a table with boxes: what is in them has a class, and not the picture.
BOX_HEADINGS: Final = ("xmin", "bbox", "xcenter", "boundingbox", "minx")
# Of classes with a column for each there may be some hundreds.
_COLUMNS: Final = 500
# More than pictures can be brought; of a larger table the rest is of others.
_LINES: Final = 5 * limits.FILES
_FEWEST_OF_A_CLASS: Final = 2.0

_Reader = Callable[[tuple[str, ...]], str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as it was read: its headings, folded, and its lines."""

    path: Parts
    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return clean(self.path[-1])


@dataclass(frozen=True, kw_only=True)
class _Label:
    class_name: str
    role: Role | None


def read_table(path: Parts, data: bytes) -> Table | None:
    """Return the table in the bytes of a file; None if it is none, or one of boxes.

    A table that somebody is to fill in (sample_submission.csv) is none either.
    """
    role = table_role(path)
    text = _decoded(data)
    if role == "unlabelled" or not text.strip():
        return None
    if len(data) >= limits.TABLE_BYTES:
        text = text.rpartition("\n")[0]  # the last line may be half of one
    heading = next(filter(str.strip, text.splitlines()))
    separator = max(_SEPARATORS, key=heading.count)
    if not heading.count(separator):
        return None
    try:
        rows = islice(csv.reader(io.StringIO(text), delimiter=separator), _LINES)
        lines = [tuple(value.strip() for value in line[:_COLUMNS]) for line in rows]
    except csv.Error:
        return None
    lines = [line for line in lines if any(line)]
    headings = tuple(map(folded, lines[0])) if lines else ()
    if not lines or any(each in BOX_HEADINGS for each in headings):
        return None
    return Table(path=path, headings=headings, lines=tuple(lines))


def table_role(path: Parts) -> Role | None:
    """Return the part of a split that a table is of, by its name: "trainLabels.csv"."""
    words = [word for word in words_of(stem(path[-1])) if not holds_annotations(word)]
    return role_of(" ".join(words))


def by_table(paths: Sequence[Parts], tables: Iterable[Table]) -> Layout | None:
    """Return the layout that tables give; None if they do not say what is on the pictures."""
    tables = list(tables)
    sources = {table.path for table in tables}
    pictures = NamedPictures([path if path not in sources else ("",) for path in paths])
    found: defaultdict[int, list[_Label]] = defaultdict(list)
    used: list[Table] = []
    for table in tables:
        labels = list(_labels(table, pictures))
        if labels:
            used.append(table)
        for index, label in labels:
            found[index].append(label)
    said = [{label.class_name for label in labels} for labels in found.values()]
    classes = {name for names in said if len(names) == 1 for name in names}
    # A number for each picture, as of an age, is no class.
    if len(classes) < 2 or len(found) < _FEWEST_OF_A_CLASS * len(classes):
        return None
    names = " and ".join(dict.fromkeys(table.name for table in used))
    roles = {index: _roles(labels, pictures.role(index)) for index, labels in found.items()}
    parts = _parts_of({role for of_one in roles.values() for role in of_one})

    def place(index: int, path: Parts) -> Location:
        if path in sources:
            return Location(reason="This is a table of labels, and no picture.")
        return _place(found.get(index, []), roles.get(index, set()), parts, tables=names)

    return Layout(
        labels="table",
        places=tuple(place(index, path) for index, path in enumerate(paths)),
        says=f"The classes are taken from the table {names}.",
    )


def _roles(labels: Sequence[_Label], of_folder: Role | None) -> set[Role]:
    """Return the parts that tables put a picture into; where none does, that of its folder."""
    told = {label.role for label in labels if label.role}
    return told or ({of_folder} if of_folder else set())


def _parts_of(roles: set[Role]) -> dict[Role, Part]:
    """Return which roles are used for what; nothing where there is no split."""
    asked: Role = "validation" if "validation" in roles else "test"
    if not {"train", asked} <= roles:
        return {}
    return {"train": "train", asked: "validation"}


def _place(
    labels: Sequence[_Label], roles: set[Role], parts: Mapping[Role, Part], *, tables: str
) -> Location:
    classes = sorted({label.class_name for label in labels})
    if not classes:
        return Location(reason=f"The table {tables} has no line for it, so it has no label.")
    if len(classes) > 1:
        first, second, *_ = classes
        return Location(
            reason=f"The table {tables} says {first} and {second} of it. Keep the line that is "
            "right."
        )
    if len(roles) > 1:
        return Location(reason=f"The table {tables} puts it into more than one part of a split.")
    used = [parts[role] for role in roles if role in parts]
    if parts and not used:
        return Location(
            reason=f"The table {tables} keeps it out of training and validation, or says nothing."
        )
    return Location(class_name=classes[0], part=used[0] if used else None)


def _labels(table: Table, pictures: NamedPictures) -> Iterator[tuple[int, _Label]]:
    """Yield the pictures that a table names, by their positions, with what it says of them."""
    role, beside = table_role(table.path), table.path[:-1]
    matches = [
        [pictures.find(_cell(line, column), beside=beside, role=role) for line in table.lines]
        for column in range(max(map(len, table.lines)))
    ]
    files = max(range(len(matches)), key=lambda column: _fitness(table, column, matches[column]))
    # The heading names no picture; a table may have none.
    body = [
        (line, index)
        for line, index in zip(table.lines, matches[files], strict=True)
        if index is not None
    ]
    if not body:
        return
    says = _column_of_labels(table, [line for line, _ in body], files=files)
    split = next((table.headings.index(name) for name in _PART if name in table.headings), None)
    for line, index in body:
        name = says(line)
        if name:
            told = role if split is None else role_of(_cell(line, split))
            yield index, _Label(class_name=clean(name), role=told)


def _fitness(table: Table, column: int, matches: Sequence[int | None]) -> tuple[bool, bool, int]:
    """Return how well a column names files: numbers may number lines as well as pictures."""
    values = [_cell(line, column) for line in table.lines]
    heading = table.headings[column] if column < len(table.headings) else ""
    found = {index for index in matches if index is not None}
    ends = sum(bool(ending(value)) for value in values)
    return bool(found) and (heading in _FILE or 2 * ends > len(values)), bool(found), len(found)


def _column_of_labels(table: Table, body: Sequence[tuple[str, ...]], *, files: int) -> _Reader:
    """Return what reads the label of a line."""
    headed = table.lines[0] not in body
    named = [table.headings.index(name) for name in _LABEL if name in table.headings]
    named = [column for column in named if column != files and headed]
    width = max(map(len, body))
    others = [column for column in range(width) if column != files]
    flags = [
        column
        for column in others
        if {_cell(line, column).removesuffix(".0") for line in body} <= {"0", "1"}
    ]
    if len(flags) > 1 and not named:
        # A column for each class, with a 1 in one of them. Of two there is no one label.
        if not headed or max(flags) >= len(table.lines[0]):
            return lambda line: ""
        return lambda line: _only_flag(line, flags, headings=table.lines[0])
    column = named[0] if named else others[0] if len(others) == 1 else None
    return lambda line: "" if column is None else _cell(line, column)


def _only_flag(line: Sequence[str], flags: Sequence[int], *, headings: Sequence[str]) -> str:
    ones = [column for column in flags if _cell(line, column).startswith("1")]
    return headings[ones[0]] if len(ones) == 1 else ""


def _cell(line: Sequence[str], column: int) -> str:
    return line[column] if column < len(line) else ""


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        # Of a table that was cut the last letter may be half of one.
        return data.decode(
            encoding, errors="strict" if len(data) < limits.TABLE_BYTES else "ignore"
        )
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
