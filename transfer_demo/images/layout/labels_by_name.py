"""Labels from the names of files, where no folders give them: cat_001.jpg shows a cat."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from transfer_demo.images.layout.folder_names import role_of, says_nothing
from transfer_demo.images.names import clean, split_path

_FEWEST_FILES: Final = 2
_EXTENSION: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_FIRST_WORD: Final = re.compile(r"[^\s_\-.(]+")
# What cameras, phones and programs call everything.
_PROGRAM_WORDS: Final = (
    "pict p snapshot dsc dscn dscf pxl mvimg vid frame scan screen screenshot untitled unnamed "
    "download file copy capture whatsapp signal"
)
_FROM_PROGRAMS: Final = frozenset(_PROGRAM_WORDS.split())


def labels_from_names(files: Sequence[str]) -> Mapping[str, str] | None:
    """Return the label of each file, by the name it came with; None where names give no classes.

    A label is what stands before the number at the end of a name, or else its first word. Two files
    at least must share it, and files with none are left out. Capitals make no difference.
    """
    found = {file: label for file in files if (label := _label(file))}
    counts = Counter(label.casefold() for label in found.values())
    spelling: dict[str, str] = {}
    for file in sorted(found):
        spelling.setdefault(found[file].casefold(), found[file])
    shared = {
        file: spelling[label.casefold()]
        for file, label in found.items()
        if counts[label.casefold()] >= _FEWEST_FILES
    }
    labels = set(shared.values())
    # Of train_1 and test_1 no one knows what is on them.
    return shared if len(labels) > 1 and not all(map(role_of, labels)) else None


def _label(file: str) -> str | None:
    """Return what the name of one file seems to show, or None."""
    parts = split_path(file)
    stem = _EXTENSION.sub("", parts[-1]) if parts else ""
    label = _before_the_number(stem) or _first_word(stem)
    label = label.strip(" _-.#(")
    words = [word for word in re.split(r"[\W\d_]+", label.casefold()) if word]
    if not words or words[0] in _FROM_PROGRAMS or says_nothing(words[0]):
        return None
    return clean(label)


def _before_the_number(stem: str) -> str | None:
    """Return the "cat" of "cat_001", "cat (1)", "cat.7" and "cat1"; None without a number there.

    No pattern: on a long name one that looks for the end takes time with the square of its length.
    """
    closed = _without_end(stem, lambda char: char.isspace() or char == ")")
    label = _without_end(closed, str.isdecimal)
    return None if label == closed else label


def _without_end(text: str, belongs: Callable[[str], bool]) -> str:
    end = len(text)
    while end and belongs(text[end - 1]):
        end -= 1
    return text[:end]


def _first_word(stem: str) -> str:
    match = _FIRST_WORD.search(stem)
    return match[0] if match else ""
