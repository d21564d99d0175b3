"""Links from a text to the glossary: each term, where it appears first.

The label of a widget stays without: Streamlit names the widget to a screen reader by the label as
it is written, so that its listener would hear the address of each link.
"""

import html
import re
from functools import cache, lru_cache
from typing import Final

from transfer_demo.lessons.glossary import Term, glossary
from transfer_demo.ui.elements.glossary import anchor

# What is a link, code, a formula, a heading, an icon or HTML already stays as it is.
_KEPT: Final = re.compile(
    r"(\[[^\]]*\]\([^)]*\)|`[^`]*`|\$[^$]*\$|^#.*$|:\w+/\w+:|https?://\S+|<[^>]*>)", re.MULTILINE
)
_LINK: Final = "[{words}]({address})"
_ANCHOR: Final = '<a href="{address}" target="_blank" rel="noopener">{words}</a>'
_TAGS: Final = re.compile(r"(<a\b.*?</a>|<h\d.*?</h\d>|<[^>]*>)", re.DOTALL)


def linked(text: str, *, seen: set[str] | None = None) -> str:
    """Return Markdown in which the first appearance of each term leads to its sentence.

    Args:
        text: Markdown of ours; what `plain` returns will do too.
        seen: names of the terms that are linked already on the page. Those of this text join them.
    """
    return _linked(text, _KEPT, _LINK, seen)


def linked_html(text: str, *, seen: set[str] | None = None) -> str:
    """Return HTML in which the first appearance of each term leads to its sentence.

    Args:
        text: HTML of ours; links and headings in it stay as they are.
        seen: names of the terms that are linked already on the page. Those of this text join them.
    """
    return _linked(text, _TAGS, _ANCHOR, seen)


def explained(name: str) -> str:
    """Return the sentence of a term and the way to it, as Markdown for the help of a widget.

    Raises:
        KeyError: there is no such term. A mistake of ours.
    """
    term = _by_form()[name.casefold()]
    return f"{term.sentence} [More]({address_of(term)})"


def address_of(term: Term) -> str:
    """Return where a term is explained, seen from any page: all stand side by side."""
    return f"glossary#{anchor(term.name)}"


def _linked(text: str, kept: re.Pattern[str], link: str, seen: set[str] | None) -> str:
    return _linked_alone(text, kept, link) if seen is None else _link(text, kept, link, seen)


@lru_cache(maxsize=512)  # the helps of widgets, which each page has
def _linked_alone(text: str, kept: re.Pattern[str], link: str) -> str:
    return _link(text, kept, link, set())


def _link(text: str, kept: re.Pattern[str], link: str, seen: set[str]) -> str:
    def _lead(match: re.Match[str]) -> str:
        term = _by_form()[_plain_form(match[0])]
        if term.name in seen:
            return match[0]
        seen.add(term.name)
        return link.format(words=match[0], address=address_of(term))

    return "".join(
        piece if position % 2 else _forms().sub(_lead, piece)
        for position, piece in enumerate(kept.split(text))
    )


def _plain_form(match: str) -> str:
    return " ".join(html.unescape(match).replace("\\", "").casefold().split())


@cache
def _forms() -> re.Pattern[str]:
    """The longest first, so that "learning rate" is not taken for "rate"."""
    forms = sorted((form for form in _by_form() if _by_form()[form].linked), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_pattern, forms))})(?![\w-])", re.IGNORECASE)


def _pattern(form: str) -> str:
    """Match a form also where its signs are escaped, by `plain` or by `html.escape`."""
    signs = {"'": r"(?:\\?'|&\#x27;)", "-": r"\\?-", " ": r"\s"}
    return "".join(signs.get(sign, re.escape(sign)) for sign in form)


@cache
def _by_form() -> dict[str, Term]:
    return {form.casefold(): term for term in glossary() for form in term.forms}
