"""Links from a text to the glossary: each term, where it appears first."""

import re
from functools import cache
from typing import Final

from transfer_demo.lessons.glossary import Term, glossary
from transfer_demo.ui.glossary_page import anchor

# What is a link, code, a formula or a heading already stays as it is.
_KEPT: Final = re.compile(r"(\[[^\]]*\]\([^)]*\)|`[^`]*`|\$[^$]*\$|^#.*$)", re.MULTILINE)


def linked(text: str) -> str:
    """Return Markdown in which the first appearance of each term leads to its sentence."""
    pieces = _KEPT.split(text)
    seen: set[str] = set()
    return "".join(
        piece if position % 2 else _terms().sub(lambda match: _link(match, seen), piece)
        for position, piece in enumerate(pieces)
    )


def _link(match: re.Match[str], seen: set[str]) -> str:
    term = _by_name()[match[0].casefold()]
    if term.name in seen:
        return match[0]
    seen.add(term.name)
    return f"[{match[0]}](glossary#{anchor(term.name)})"


@cache
def _terms() -> re.Pattern[str]:
    """The longest first, so that "learning rate" is not taken for "rate"."""
    names = sorted(map(re.escape, _by_name()), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(names)})\b", re.IGNORECASE)


@cache
def _by_name() -> dict[str, Term]:
    return {term.name.casefold(): term for term in glossary()}
