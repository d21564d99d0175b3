"""Cards that lie face down until something was guessed."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from transfer_demo.ui.address.presenting import presenting


@dataclass(frozen=True, kw_only=True)
class Card:
    """A title, and below it what was measured: the large line, and small ones.

    `guessed` is a mark for what was guessed of it, or empty.
    """

    title: str
    large: str
    small: Sequence[str] = field(default=())
    guessed: str = ""


def face_down(titles: Sequence[str]) -> None:
    """Lay out cards of which only the titles are to be read."""
    if presenting():
        # What only waits would push the guess below the edge of a projector.
        return
    backs = [
        f'<section class="card"><h2>{html.escape(title)}</h2>'
        '<p class="card-large" aria-label="face down">?</p></section>'
        for title in titles
    ]
    _lay_out(backs)


def face_up(cards: Sequence[Card], *, alt: str, turning: bool) -> None:
    """Lay out cards with their numbers.

    Args:
        cards: from left to right.
        alt: what they say together, for a screen reader.
        turning: they are seen to be turned over.
    """
    st.html(f'<p class="story-alt">{html.escape(alt)}</p>')
    _lay_out([_face(card) for card in cards], turning=turning)


def _face(card: Card) -> str:
    small = "".join(f"<p>{html.escape(line)}</p>" for line in card.small)
    guessed = f'<p class="card-guess">{html.escape(card.guessed)}</p>' if card.guessed else ""
    return (
        f'<section class="card face"><h2>{html.escape(card.title)}</h2>'
        f'<p class="card-large">{html.escape(card.large)}</p>{small}{guessed}</section>'
    )


def _lay_out(cards: Sequence[str], *, turning: bool = False) -> None:
    classes = ["cards", f"cards-{len(cards)}", *(["turning"] if turning else [])]
    st.html(f'<div class="{" ".join(classes)}">{"".join(cards)}</div>')
