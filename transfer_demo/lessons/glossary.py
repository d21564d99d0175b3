"""The glossary: each term in one sentence, and the terms to look at next.

Below its sentence a term may have lines that begin with "See:" (other terms), "Also:" (other forms
of the word, beside its regular plural), and "Linked: no" for an everyday word: a text that uses it
does not lead to the glossary by itself.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from transfer_demo.lessons.document import document

_FIELDS: Final = ("See", "Also", "Linked")


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term. `see` are names of other terms; `forms` are all words that stand for this one."""

    name: str
    sentence: str
    see: tuple[str, ...]
    forms: tuple[str, ...]
    linked: bool


@cache
def glossary() -> tuple[Term, ...]:
    """Return all terms in alphabetical order."""
    sections = document("glossary.md").sections
    return tuple(_term(name, text) for name, text in sections.items())


def _term(name: str, text: str) -> Term:
    sentence, fields = [], {}
    for line in filter(None, text.splitlines()):
        field, colon, value = line.partition(": ")
        if colon and field in _FIELDS:
            fields[field] = tuple(value.split(", "))
        else:
            sentence.append(line)
    return Term(
        name=name,
        sentence=" ".join(sentence),
        see=fields.get("See", ()),
        forms=tuple(dict.fromkeys((name, *_plural(name), *fields.get("Also", ())))),
        linked=fields.get("Linked") != ("no",),
    )


def _plural(name: str) -> tuple[str, ...]:
    """Return the regular plural; none of a word that looks like one."""
    if name.endswith(("ss", "sh", "x")):
        return (f"{name}es",)
    if name.endswith("s"):
        return ()
    if name.endswith("y") and name[-2] not in "aeiou":
        return (f"{name[:-1]}ies",)
    return (f"{name}s",)
