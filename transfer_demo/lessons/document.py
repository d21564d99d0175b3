"""A text with YAML front matter and sections below: the form of everything in assets/lessons.

---
title: What a CNN has learned
---

## Text

A CNN is a network for images.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from transfer_demo.lessons.template import render
from transfer_demo.paths import assets_folder

LANGUAGE: Final = "en"

_FENCE: Final = "---"
_HEADING: Final = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_BULLET: Final = "- "
_NAMED: Final = re.compile(r"^- ([a-z_.0-9]+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One file. `name` is that of the file, without the number that orders it."""

    name: str
    fields: Mapping[str, Any]
    sections: Mapping[str, str]

    @property
    def words(self) -> Mapping[str, str]:
        """The short texts of the section "Words" by their names: labels, captions, findings."""
        return dict(_NAMED.findall(self.sections.get("Words", "")))

    @property
    def sources(self) -> tuple[str, ...]:
        """The lines of the section "Source", of which there may be none."""
        lines = self.sections.get("Source", "").splitlines()
        return tuple(line.removeprefix(_BULLET) for line in lines)

    def say(self, name: str, /, **values: str) -> str:
        """Return one of the words with its values."""
        return render(self.words[name], values)


def documents(folder: str) -> Iterator[Document]:
    """Yield the documents of a folder of the lessons, in the order of their file names."""
    for file in sorted((assets_folder() / "lessons" / LANGUAGE / folder).glob("*.md")):
        yield read(file)


@cache
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
    fields = yaml.safe_load(top)
    if not isinstance(fields, dict):
        raise ValueError(f"{file} has no fields between its two lines of {_FENCE}.")
    _, *parts = _HEADING.split(body)
    headings, texts = parts[::2], parts[1::2]
    if len(set(headings)) < len(headings):
        raise ValueError(f"{file} has two sections of the same name.")
    return Document(
        name=re.sub(r"^\d+-", "", file.stem),
        fields=fields,
        sections={heading: text.strip() for heading, text in zip(headings, texts, strict=True)},
    )
