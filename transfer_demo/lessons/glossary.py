"""The glossary: each term in one sentence, and the terms to look at next."""

from dataclasses import dataclass
from functools import cache

from transfer_demo.lessons.document import document

_SEE = "See: "


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term; `see` are names of other terms."""

    name: str
    sentence: str
    see: tuple[str, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms in alphabetical order."""
    sections = document("glossary.md").sections
    return tuple(_term(name, text) for name, text in sections.items())


def _term(name: str, text: str) -> Term:
    lines = [line for line in text.splitlines() if line]
    see = [line.removeprefix(_SEE) for line in lines if line.startswith(_SEE)]
    return Term(
        name=name,
        sentence=" ".join(line for line in lines if not line.startswith(_SEE)),
        see=tuple(other for line in see for other in line.split(", ")),
    )
