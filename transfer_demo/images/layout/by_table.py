"""Labels from a table beside the pictures: a line for each, with its file and its class."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from transfer_demo.images.code_pages import in_words
from transfer_demo.images.dataset import Part
from transfer_demo.images.layout.folder_names import Role
from transfer_demo.images.layout.label_table import Table
from transfer_demo.images.layout.location import Layout, Location, Parts
from transfer_demo.images.layout.named_pictures import NamedPictures
from transfer_demo.images.layout.parts import parts_of
from transfer_demo.images.layout.table_columns import Label, NoLabels, Said, labels_said
from transfer_demo.images.names import clean
from transfer_demo.wording import counted, first_of

# A number for each picture, as of an age, is no class; where a heading says that it is one, it may
# have few pictures.
_FEWEST_OF_A_CLASS: Final = 2.0
_FEWEST_OF_A_HEADED_CLASS: Final = 1.5
_NAMES_SHOWN: Final = 3


def by_table(paths: Sequence[Parts], tables: Iterable[Table]) -> Layout | NoLabels:
    """Return the layout that tables give, or why they give none."""
    tables = list(tables)
    sources = {table.path for table in tables}
    pictures = NamedPictures([path if path not in sources else ("",) for path in paths])
    told = [(table, labels_said(table, pictures)) for table in tables]
    used = [(table, said) for table, said in told if isinstance(said, Said)]
    found: defaultdict[int, list[Label]] = defaultdict(list)
    for _, said in used:
        for index, label in said.labels:
            found[index].append(label)
    why = _no_classes(found, used)
    if why or not used:
        reasons = [said.why for _, said in told if isinstance(said, NoLabels)]
        return NoLabels(why=why or next(iter(reasons), ""))
    names = " and ".join(dict.fromkeys(table.name for table, _ in used))
    cut = any(table.cut for table, _ in used)
    roles = {index: _roles(labels, pictures.role(index)) for index, labels in found.items()}
    parts = parts_of({role for of_one in roles.values() for role in of_one})

    def place(index: int, path: Parts) -> Location:
        if path in sources:
            return Location(reason="This is a table of labels, and no picture.")
        if index not in found:
            return Location(reason=_not_in(names, cut=cut))
        return _place(found[index], roles[index], parts, tables=names)

    return Layout(
        labels="table",
        places=tuple(place(index, path) for index, path in enumerate(paths)),
        says=f"The classes are taken from the table {names}.{_alphabets(used)}{_missing(used)}",
        sure=all(said.headed for _, said in used),
    )


def _alphabets(used: Sequence[tuple[Table, Said]]) -> str:
    guessed = dict.fromkeys(table.encoding for table, _ in used if table.encoding)
    words = " and ".join(map(in_words, guessed))
    if not words:
        return ""
    return f" It is not in Unicode, and read as {words}. If names look wrong, save it as UTF-8."


def _missing(used: Sequence[tuple[Table, Said]]) -> str:
    names = list(dict.fromkeys(clean(name) for _, said in used for name in said.missing))
    if not names:
        return ""
    are = "picture that it names is" if len(names) == 1 else "pictures that it names are"
    return f" {len(names):,} {are} not there: {first_of(names, _NAMES_SHOWN)}."


def _no_classes(found: Mapping[int, Sequence[Label]], used: Sequence[tuple[Table, Said]]) -> str:
    """Return why what was found are no classes; empty if they are."""
    said = [{label.class_name for label in labels} for labels in found.values()]
    classes = {name for names in said if len(names) == 1 for name in names}
    name = used[0][0].name if used else ""
    if used and not classes:
        return f"{name} says several things of each file that it names."
    if used and len(classes) < 2:
        return f"{name} gives the same label to all files that it names."
    headed = all(table_said.headed for _, table_said in used)
    fewest = _FEWEST_OF_A_HEADED_CLASS if headed else _FEWEST_OF_A_CLASS
    if len(found) < fewest * len(classes):
        return (
            f"{name} has {counted(len(classes), 'label')} for {counted(len(found), 'picture')}, "
            "so few pictures are alike. Each class needs several."
        )
    return ""


def _not_in(tables: str, *, cut: bool) -> str:
    if cut:
        return f"The table {tables} is so long that only its beginning is read: no line for it."
    return f"The table {tables} has no line for it, so it has no label."


def _roles(labels: Sequence[Label], of_folder: Role | None) -> set[Role]:
    """Return the parts that tables put a picture into; where none does, that of its folder."""
    told = {label.role for label in labels if label.role}
    return told or ({of_folder} if of_folder else set())


def _place(
    labels: Sequence[Label], roles: set[Role], parts: Mapping[Role, Part], *, tables: str
) -> Location:
    classes = sorted({label.class_name for label in labels})
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
