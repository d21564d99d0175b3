"""A table of labels that lies beside the pictures, as it was read: .csv or .tsv."""

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import Final

from transfer_demo.images import limits
from transfer_demo.images.layout.folder_names import (
    Role,
    folded,
    holds_annotations,
    role_of,
    words_of,
)
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import clean, stem

_SEPARATORS: Final = ",;\t|"
# Of a table with boxes: what is in them has a class, and not the picture.
BOX_HEADINGS: Final = ("xmin", "bbox", "xcenter", "boundingbox", "minx")
# Of classes with a column for each there may be some hundreds.
_COLUMNS: Final = 500
# More than pictures can be brought; of a larger table the rest is of others.
_LINES: Final = 5 * limits.FILES


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as it was read: its headings, folded, and its lines, the first one included.

    `cut` says that there is more of it, which was not read.
    """

    path: Parts
    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    cut: bool = False

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return clean(self.path[-1])


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
        reader = csv.reader(io.StringIO(text), delimiter=separator)
        lines = [tuple(value.strip() for value in row[:_COLUMNS]) for row in islice(reader, _LINES)]
        cut = len(data) >= limits.TABLE_BYTES or next(reader, None) is not None
    except csv.Error:
        return None
    lines = [line for line in lines if any(line)]
    headings = tuple(map(folded, lines[0])) if lines else ()
    if not lines or any(each in BOX_HEADINGS for each in headings):
        return None
    return Table(path=path, headings=headings, lines=tuple(lines), cut=cut)


def table_role(path: Parts) -> Role | None:
    """Return the part of a split that a table is of, by its name: "trainLabels.csv"."""
    words = [word for word in words_of(stem(path[-1])) if not holds_annotations(word)]
    return role_of(" ".join(words))


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        # Of a table that was cut the last letter may be half of one.
        return data.decode(
            encoding, errors="strict" if len(data) < limits.TABLE_BYTES else "ignore"
        )
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
