"""The words of a fault: what people may take it for, what it is, and how it is repaired."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from transfer_demo.lessons.document import Document, document

# A line of a list: something in a few words, and a sentence or two about it.
_ITEM: Final = re.compile(r"^- \*\*(.+?)\*\* (.+)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """A short answer to "What is wrong?". `why` says what in the curves speaks for or against."""

    answer: str
    why: str


@dataclass(frozen=True, kw_only=True)
class FaultText:
    """Everything that is said of a fault.

    `change` says what was changed, `mended` what the repaired run has instead. `signs` are what
    the curves show, by the names that `symptoms` measures them under. `repair` may hold places
    for values of both runs. `sources` are what others have written about it.
    """

    title: str
    change: str
    mended: str
    right: Diagnosis
    wrong: tuple[Diagnosis, ...]
    signs: Mapping[str, str]
    explanation: str
    repair: str
    sources: tuple[str, ...]


def fault_text(name: str) -> FaultText:
    """Return the words of a fault, from the file of its name."""
    return _text(document(f"faults/{name}.md"))


def _text(read: Document) -> FaultText:
    (right,) = _diagnoses(read.sections["Diagnosis"])
    return FaultText(
        title=read.fields["title"],
        change=read.fields["change"],
        mended=read.fields["repair"],
        right=right,
        wrong=tuple(_diagnoses(read.sections["Wrong diagnoses"])),
        signs=dict(_ITEM.findall(read.sections["Signs"])),
        explanation=read.sections["Explanation"],
        repair=read.sections["Repair"],
        sources=read.sources,
    )


def _diagnoses(text: str) -> Iterator[Diagnosis]:
    for answer, why in _ITEM.findall(text):
        yield Diagnosis(answer=answer, why=why)
