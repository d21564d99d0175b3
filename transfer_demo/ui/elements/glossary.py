"""The glossary as a page: to search in, and to be linked to, term by term."""

import html
import re
from pathlib import Path
from typing import Final

import streamlit as st

from transfer_demo.lessons.glossary import Term, glossary

_arrive: Final = st.components.v2.component(
    "transfer_demo_arrive",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def show_glossary() -> None:
    """Draw the terms that match what is searched for."""
    wanted = st.text_input("Search", placeholder="for example: frozen", key="glossary_search")
    found = [term for term in glossary() if _matches(term, wanted or "")]
    if not found:
        st.info("No term matches. Try a shorter word.", icon=":material/search_off:")
    st.html(f'<dl class="glossary">{"".join(map(_entry, found))}</dl>')
    _arrive(key="arrive")


def anchor(name: str) -> str:
    """Return the mark in the address of a term: glossary#learning-rate."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _matches(term: Term, wanted: str) -> bool:
    words = wanted.casefold().split()
    text = f"{term.name} {term.sentence}".casefold()
    return all(word in text for word in words)


def _entry(term: Term) -> str:
    see = ", ".join(f'<a href="#{anchor(name)}">{html.escape(name)}</a>' for name in term.see)
    further = f" <span>See {see}.</span>" if see else ""
    return (
        f'<dt id="{anchor(term.name)}">{html.escape(term.name)}</dt>'
        f"<dd>{html.escape(term.sentence)}{further}</dd>"
    )
