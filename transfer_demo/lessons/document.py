"""A text with fields at its top and sections below: the form of everything in assets/lessons.

---
title: What a CNN has learned
---

## Text

A CNN is a network for images.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from transfer_demo.paths import assets_folder

LANGUAGE: Final = "en"

_FENCE: Final = "---"
_HEADING: Final = re.compile(r"^## +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file. `name` is that of the file, without the number that orders it."""

    name: str
    fields: Mapping[str, str]
    sections: Mapping[str, str]


def documents(folder: str) -> Iterator[Document]:
    """Yield the documents of a folder of the lessons, in the order of their file names."""
    for file in sorted((assets_folder() / "lessons" / LANGUAGE / folder).glob("*.md")):
        yield read(file)


def document(path: str) -> Document:
    """Return one document of the lessons."""
    return read(assets_folder() / "lessons" / LANGUAGE / path)


def read(file: Path) -> Document:
    """Read a file.

    Raises:
        ValueError: its form is another one; the message names the file. A mistake of ours.
    """
    text = file.read_text(encoding="utf-8")
    top, fence, body = text.removeprefix(f"{_FENCE}\n").partition(f"\n{_FENCE}\n")
    if not text.startswith(f"{_FENCE}\n") or not fence:
        raise ValueError(f"{file} does not begin with fields between two lines of {_FENCE}.")
    fields = {}
    for line in top.splitlines():
        name, colon, value = line.partition(": ")
        if not colon:
            raise ValueError(f"{file} has the line {line!r} where a field stands.")
        fields[name.strip()] = value.strip()
    _, *parts = _HEADING.split(body)
    headings, texts = parts[::2], parts[1::2]
    if len(set(headings)) < len(headings):
        raise ValueError(f"{file} has two sections of the same name.")
    return Document(
        name=re.sub(r"^\d+-", "", file.stem),
        fields=fields,
        sections={heading: text.strip() for heading, text in zip(headings, texts, strict=True)},
    )
