"""One card for each photo: the probabilities of both arms, side by side, in bars and numbers."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.images.dataset import AnyPicture
from transfer_demo.models.asking import Guess
from transfer_demo.models.probabilities import Probabilities, likeliest
from transfer_demo.models.recognition import recognised
from transfer_demo.plan import ARM_TITLES
from transfer_demo.ui.elements.raw_html import RawHtml
from transfer_demo.ui.elements.thumbnails import thumbnail

# Of many classes those are shown that an arm finds likeliest.
_MOST_CLASSES: Final = 6
# A guess below this is noise among a thousand classes.
_WORTH_NAMING: Final = 0.01

_LEARNED: Final = (
    "This is one of the training images: both networks have learned its label, so what they say "
    "proves nothing."
)

Points = Mapping[str, Mapping[str, float]]
"""The recognition points of the classes, by arm."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A photo and what is known of it. `label` is its true class, where somebody has said it.

    `learned` says that it is one of the training images.
    """

    picture: AnyPicture
    file: str
    said: Mapping[str, Probabilities]
    before: Sequence[Guess] | None = None
    label: str | None = None
    learned: bool = False


def cards_html(cards: Sequence[Card], *, classes: Sequence[str], points: Points) -> RawHtml:
    """Return the HTML of the cards."""
    return RawHtml(
        f'<div class="tried">{"".join(_card(card, classes, points) for card in cards)}</div>'
    )


def _card(card: Card, classes: Sequence[str], points: Points) -> str:
    name = html.escape(card.file)
    shown = thumbnail(card.picture.digest, card.picture)
    label = f"<p>Its label: <b>{html.escape(card.label)}</b></p>" if card.label else ""
    if card.learned:
        label += f"<p><b>{_LEARNED}</b></p>"
    verdicts = "".join(_verdict(arm, card, points) for arm in card.said)
    return (
        f'<article class="tried-photo" aria-label="{name}"><img src="{shown}" alt="{name}">'
        f'<div class="tried-name"><h4>{name}</h4>{label}{_before(card.before)}</div>'
        f'<div class="tried-verdicts">{verdicts}</div>'
        f"{_bars(card.said, classes, points)}</article>"
    )


def _verdict(arm: str, card: Card, points: Points) -> str:
    probabilities = card.said[arm]
    named = likeliest(probabilities)
    if arm in points:
        named = recognised(probabilities, points[arm]) or ""
    words = html.escape(named) if named else "not sure"
    mark = ""
    if card.label and named:
        mark = " ✓" if named == card.label else " ✗"
    unsure = "" if named else " unsure"
    return f'<p class="{arm}{unsure}"><span>{ARM_TITLES[arm]}</span> <b>{words}{mark}</b></p>'


def _before(guesses: Sequence[Guess] | None) -> str:
    if guesses is None:
        return ""
    named = [
        f"{html.escape(name)} {share:.0%}" for name, share in guesses if share >= _WORTH_NAMING
    ]
    words = ", ".join(named) or "none of its 1000 classes by more than 1%"
    return f'<p class="tried-before">Before it was adapted, the network said: {words}</p>'


def _bars(said: Mapping[str, Probabilities], classes: Sequence[str], points: Points) -> str:
    highest = {name: max((p[name] for p in said.values()), default=0.0) for name in classes}
    shown = sorted(classes, key=lambda name: -highest[name])[:_MOST_CLASSES]
    # In their own order, so that a class stands at the same place on every card where all fit.
    rows = "".join(_row(name, said, points) for name in classes if name in shown)
    rest = len(classes) - len(shown)
    more = ""
    if rest:
        most = max(highest[name] for name in classes if name not in shown)
        more = f"<p>and {rest} more, each with {most:.0%} at most</p>"
    heads = "".join(f"<th>{ARM_TITLES[arm]}</th>" for arm in said)
    return (
        f'<div class="tried-bars"><table><thead><tr><th>Class</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{more}</div>"
    )


def _row(name: str, said: Mapping[str, Probabilities], points: Points) -> str:
    cells = "".join(_cell(arm, p[name], points.get(arm, {}).get(name)) for arm, p in said.items())
    return f"<tr><th scope='row'>{html.escape(name)}</th>{cells}</tr>"


def _cell(arm: str, share: float, point: float | None) -> str:
    tick = "" if not point else f'<u style="left:{100 * point:.1f}%"></u>'
    return (
        f'<td class="{arm}"><div class="tried-bar"><i style="width:{100 * share:.1f}%"></i>{tick}'
        f"</div><span>{share:.0%}</span></td>"
    )
