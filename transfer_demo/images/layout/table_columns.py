"""Which column of a table names the files, and which has their labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from transfer_demo.images.layout.file_kinds import PICTURES
from transfer_demo.images.layout.folder_names import Role, folded, role_of
from transfer_demo.images.layout.label_table import Table, table_role
from transfer_demo.images.layout.named_pictures import NamedPictures
from transfer_demo.images.layout.parts import parts_of
from transfer_demo.images.names import clean, ending

# Headings as they are found, folded; the better ones first. What is not found by its heading may be
# found by what stands below.
_FILE_HEADINGS: Final = (
    "file filename filepath path filenames image imageid images imgid imagename imagepath img "
    "imgname imgpath photo picture fname datei dateiname bild fichier archivo imagen arquivo "
    "imagem файл 文件名 图片 ファイル ファイル名 画像 파일 파일명"
)
_LABEL_HEADINGS: Final = (
    "classname labelname categoryname label labels class classes category species breed target "
    "diagnosis dx tag y classid labelid categoryid klasse kategorie art classe etiquette clase "
    "etiqueta categoria класс метка 类别 标签 クラス ラベル 클래스 라벨 레이블"
)
_YES: Final = ("1", "true", "yes", "1.0")
_NO: Final = ("0", "false", "no", "0.0")

_PART: Final = ("split", "set", "subset", "dataset", "partition", "part", "usage")
_FILE: Final = tuple(map(folded, _FILE_HEADINGS.split()))
_LABEL: Final = tuple(map(folded, _LABEL_HEADINGS.split()))
# Of columns that are headed otherwise the first ones may name the files.
_FILE_COLUMNS: Final = 20
_SAMPLE: Final = 100
# So often does a word that is a label stand in its column.
_FEWEST_OF_A_LABEL: Final = 1.5

_Reader = Callable[[tuple[str, ...]], str]


@dataclass(frozen=True, kw_only=True)
class NoLabels:
    """Tables that do not say what is on the pictures: a sentence why not, empty without a table."""

    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a table says of one picture: its class, and its part of a split if it says one."""

    class_name: str
    role: Role | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one table says of pictures, by their positions.

    `headed` if a heading says "label"; `missing` are pictures that it names and that are not there.
    """

    labels: Sequence[tuple[int, Label]]
    headed: bool
    missing: Sequence[str] = ()


def labels_said(table: Table, pictures: NamedPictures) -> Said | NoLabels:
    """Return the pictures that a table names, with what it says of them."""
    role, beside = table_role(table.path), table.path[:-1]

    def found(column: int) -> list[int | None]:
        return [
            pictures.find(_cell(line, column), beside=beside, role=role) for line in table.lines
        ]

    files, matches = _column_of_files(table, found)
    # The heading names no picture; a table may have none.
    body = [
        (line, index) for line, index in zip(table.lines, matches, strict=True) if index is not None
    ]
    if not body:
        return NoLabels(why=f"{table.name} has no column with the names of these files.")
    lines = [line for line, _ in body]
    headed = _headed_as_labels(table, lines, files=files)
    says = _column_of_labels(table, lines, files=files, headed=headed)
    if says is None:
        return NoLabels(
            why=f"{table.name} names the files, but which column has their labels cannot be told. "
            'Call that column "label".'
        )
    split = _column_of_parts(table, lines, files=files)
    labels = []
    for line, index in body:
        name = says(line)
        if name:
            told = role if split is None else split(line)
            labels.append((index, Label(class_name=clean(name), role=told)))
    if not labels:
        return NoLabels(why=f"The column of labels in {table.name} is empty for these files.")
    named = zip(table.lines, matches, strict=True)
    missing = [_cell(line, files) for line, index in named if index is None]
    missing = [name for name in missing if ending(name) in PICTURES]
    return Said(labels=labels, headed=headed is not None, missing=missing)


def _column_of_files(
    table: Table, found: Callable[[int], list[int | None]]
) -> tuple[int, list[int | None]]:
    """Return the column that names files, and the picture of each line.

    To look for each value of each column takes long, so it is asked of few.
    """
    width = max(map(len, table.lines))
    named = [column for column in range(width) if _names_files(table, column)]
    for columns in (named[:_FILE_COLUMNS], range(min(width, _FILE_COLUMNS))):
        matches = {column: found(column) for column in columns}
        # Numbers may number lines as well as pictures.
        best = max(matches, key=lambda column: len({*matches[column]} - {None}), default=None)
        if best is not None and {*matches[best]} != {None}:
            return best, matches[best]
    return 0, [None] * len(table.lines)


def _names_files(table: Table, column: int) -> bool:
    """Say whether a column is headed like one of files, or its values end like names of files."""
    values = [_cell(line, column) for line in table.lines[:_SAMPLE]]
    return _heading(table, column) in _FILE or 2 * sum(map(_ends, values)) > len(values)


def _ends(value: str) -> bool:
    return bool(ending(value))


def _heading(table: Table, column: int) -> str:
    return table.headings[column] if column < len(table.headings) else ""


def _headed_as_labels(table: Table, body: Sequence[tuple[str, ...]], *, files: int) -> int | None:
    """Return the column whose heading says that labels are in it."""
    if table.lines[0] in body[:1]:  # there are no headings
        return None
    named = (table.headings.index(name) for name in _LABEL if name in table.headings)
    return next((column for column in named if column != files), None)


def _column_of_labels(
    table: Table, body: Sequence[tuple[str, ...]], *, files: int, headed: int | None
) -> _Reader | None:
    """Return what reads the label of a line; None if it cannot be told where they are."""
    if headed is not None:
        return lambda line: _cell(line, headed)
    others = [column for column in range(max(map(len, body))) if column != files]
    flags = [
        column
        for column in others
        if all(_cell(line, column).removesuffix(".0") in ("0", "1") for line in body)
    ]
    if len(flags) > 1:
        # A column for each class, with a 1 in one of them. Of two there is no one label.
        if table.lines[0] in body[:1] or max(flags) >= len(table.lines[0]):
            return None
        return lambda line: _only_flag(line, flags, headings=table.lines[0])
    alike = [column for column in others if _has_few_values(body, column)]
    only = others if len(others) == 1 else alike
    if len(only) != 1:
        return None
    (column,) = only
    return lambda line: _cell(line, column)


def _column_of_parts(
    table: Table, body: Sequence[tuple[str, ...]], *, files: int
) -> Callable[[tuple[str, ...]], Role | None] | None:
    """Return what reads the part of a split of a line; None if no column says it."""
    if table.lines[0] in body[:1]:
        return None
    for column, heading in enumerate(table.headings):
        values = {_cell(line, column).casefold() for line in body}
        if column != files and (heading in _PART or parts_of(map(role_of, values))):
            return partial(_role_in, column)
        # Of "is_train" and "is_training_image".
        if heading.startswith("istrain") and values <= {*_YES, *_NO}:
            return partial(_train_if, column)
    return None


def _role_in(column: int, line: Sequence[str]) -> Role | None:
    return role_of(_cell(line, column))


def _train_if(column: int, line: Sequence[str]) -> Role | None:
    return "train" if _cell(line, column).casefold() in _YES else "test"


def _has_few_values(body: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether a column has a few words, again and again, as labels are."""
    values = [value for line in body if (value := _cell(line, column))]
    different = {folded(value) for value in values}
    words = not all(value.replace(".", "").replace("-", "").isdecimal() for value in different)
    enough = len(values) >= _FEWEST_OF_A_LABEL * len(different)
    return words and len(different) > 1 and enough


def _only_flag(line: Sequence[str], flags: Sequence[int], *, headings: Sequence[str]) -> str:
    ones = [column for column in flags if _cell(line, column).startswith("1")]
    return headings[ones[0]] if len(ones) == 1 else ""


def _cell(line: Sequence[str], column: int) -> str:
    return line[column] if column < len(line) else ""
