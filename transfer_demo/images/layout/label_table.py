"""A table of labels that lies beside the pictures, as it was read: .csv or .tsv."""

import csv
import io
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Final

from transfer_demo.images import limits
from transfer_demo.images.code_pages import UTF8, WINDOWS, decodes, likeliest
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
_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LOOKED_AT: Final = 4096
_LINES_LOOKED_AT: Final = 200
# Of a table with boxes: what is in them has a class, and not the picture.
BOX_HEADINGS: Final = ("xmin", "bbox", "xcenter", "boundingbox", "minx")
# Of classes with a column for each there may be some hundreds.
_COLUMNS: Final = 500
# More than pictures can be brought; of a larger table the rest is of others.
_LINES: Final = 5 * limits.FILES


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as it was read: its headings, folded, and its lines, the first one included.

    `cut` says that there is more of it, which was not read. `encoding` is that of its letters where
    it had to be guessed, else empty.
    """

    path: Parts
    headings: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    cut: bool = False
    encoding: str = ""

    @property
    def name(self) -> str:
        """What to call it in a sentence."""
        return clean(self.path[-1])


def read_table(path: Parts, data: bytes) -> Table | None:
    """Return the table in the bytes of a file; None if it is none, or one of boxes.

    A table that somebody is to fill in (sample_submission.csv) is none either.
    """
    text, encoding = _decoded(data)
    if table_role(path) == "unlabelled" or not text.strip():
        return None
    if len(data) >= limits.TABLE_BYTES:
        text = text.rpartition("\n")[0]  # the last line may be half of one
    # Above the headings there may be a title, or a comment.
    text = "".join(dropwhile(lambda line: _separator(line) is None, text.splitlines(keepends=True)))
    separator = _separator(text.split("\n", 1)[0])
    if separator is None:
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
    return Table(path=path, headings=headings, lines=tuple(lines), cut=cut, encoding=encoding)


def _separator(line: str) -> str | None:
    """Return what stands between the columns of a line; None if it has only one."""
    found = max(_SEPARATORS, key=line.count)
    return found if found in line else None


def table_role(path: Parts) -> Role | None:
    """Return the part of a split that a table is of, by its name: "trainLabels.csv"."""
    words = [word for word in words_of(stem(path[-1])) if not holds_annotations(word)]
    return role_of(" ".join(words))


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a table, its lines ended alike, and its encoding if that was guessed."""
    encoding = next((name for start, name in _MARKS.items() if data.startswith(start)), "")
    # Of most letters one byte is 0 in UTF-16.
    halves = data[:_LOOKED_AT:2].count(0), data[1:_LOOKED_AT:2].count(0)
    guessed = ""
    if not encoding and max(halves) > min(len(data), _LOOKED_AT) / 8:
        encoding = "utf-16-be" if halves[0] > halves[1] else "utf-16-le"
    elif not encoding:
        encoding = UTF8
        if not decodes(_whole(data), UTF8):
            encoding = guessed = likeliest(_some_lines(data), pages=WINDOWS)
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n"), guessed


def _whole(data: bytes) -> bytes:
    """Return the bytes without half of a letter at the end of a table that was cut."""
    return data if len(data) < limits.TABLE_BYTES else data.rpartition(b"\n")[0]


def _some_lines(data: bytes) -> list[bytes]:
    lines = dict.fromkeys(line for line in data.splitlines() if not line.isascii())
    return list(islice(lines, _LINES_LOOKED_AT))
