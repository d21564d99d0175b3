"""The evidence card: one page with an answer in somebody's own words, and what was measured.

A single HTML file that loads nothing: it opens without a network, and prints on one sheet of A4.
"""

import html
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from string import Template
from typing import Final

from transfer_demo.arm_columns import table
from transfer_demo.charts import library
from transfer_demo.lessons.evidence import RaceEvidence, StudyEvidence
from transfer_demo.report.card_figures import CardFigure, pictures
from transfer_demo.report.plan_words import plan_words
from transfer_demo.verdict import judge
from transfer_demo.wording import counted, day

_HERE: Final = Path(__file__).parent
# So many signs stand in a line, and so many lines leave the rest of the card large enough to read.
_SIGNS: Final = 100
_LINES: Final = 30
_CLASSES_NAMED: Final = 8
_LONGEST_NAME: Final = 30


def evidence_card(
    race: RaceEvidence,
    *,
    question: str,
    answer: str,
    prompts: Sequence[str],
    study: StudyEvidence | None,
    written: date,
) -> str:
    """Return the card as an HTML document.

    Args:
        race: whose numbers are on it.
        question: of the interview.
        answer: in the learner's words.
        prompts: what an answer should say; they are shown while the answer is empty.
        study: shown beside the race, if there is one.
        written: the day of the card.
    """
    body = [
        f"<h1>{html.escape(question)}</h1>",
        _origin(race),
        _answer(answer, prompts),
        _verdict(race),
        _figures(pictures(race, study)),
        _measured(race),
        _plan(race),
        f"<footer>Written {day(written)} with the Transfer learning lab. "
        "Every number was measured in the run that is named at the top, or in the study that is "
        "named below its figure.</footer>",
    ]
    page = Template((_HERE / "evidence_card.html").read_text(encoding="utf-8"))
    return page.substitute(
        question=html.escape(question),
        sheet=(_HERE / "evidence_card.css").read_text(encoding="utf-8"),
        library=library.FILE.read_text(encoding="utf-8"),
        body="\n".join(body),
    )


def fits(answer: str) -> bool:
    """Say whether there is room for an answer beside everything else on the page."""
    lines = answer.strip().splitlines()
    return sum(max(math.ceil(len(line) / _SIGNS), 1) for line in lines) <= _LINES


def _origin(race: RaceEvidence) -> str:
    name, kind = ("Own run", "own") if race.origin.own else ("Sample run", "sample")
    sentence = html.escape(race.origin.sentence)
    return f'<p class="origin"><b class="{kind}">{name}</b> <span>{sentence}</span></p>'


def _answer(answer: str, prompts: Sequence[str]) -> str:
    if answer.strip():
        words = html.escape(answer.strip())
        return f'<h2>In my words</h2><p class="answer">{words}</p>'
    items = "".join(f"<li>{html.escape(prompt)}</li>" for prompt in prompts)
    return f'<h2>To be said in your own words</h2><ul class="answer">{items}</ul>'


def _verdict(race: RaceEvidence) -> str:
    verdict = judge(race.history)
    if verdict is None:
        return ""
    headline, *rest = verdict.summary
    return (
        f'<h2>Verdict</h2><p class="verdict"><b>{html.escape(headline)}</b></p>'
        f"<p>{html.escape(' '.join(rest))}</p>"
    )


def _figures(shown: Sequence[CardFigure]) -> str:
    figures = "".join(
        f'<figure role="group" aria-label="{html.escape(picture.title)}">'
        f"<h2>{html.escape(picture.title)}</h2>{picture.drawn}"
        f"{_caption(picture)}</figure>"
        for picture in shown
    )
    return f'<div class="figures">{figures}</div>'


def _caption(picture: CardFigure) -> str:
    words = html.escape(picture.caption)
    return f"<figcaption>{words}</figcaption>" if words else ""


def _measured(race: RaceEvidence) -> str:
    # An arm in a row: there is more room beside than below.
    first, *arms = zip(*table(race.history), strict=True)
    lines = _row(first, cell="th") + "".join(map(_row, arms))
    return f"<h2>Measured</h2><table>{lines}</table>"


def _plan(race: RaceEvidence) -> str:
    words = {**plan_words(race.plan), "Images": _images(race)}
    parts = (f"<span>{html.escape(f'{label}: {value}')}</span>" for label, value in words.items())
    return f'<h2>Plan</h2><p class="plan">{" · ".join(parts)}</p>'


def _row(values: Sequence[str], *, cell: str = "td") -> str:
    first, *others = map(html.escape, values)
    cells = "".join(f"<{cell}>{value}</{cell}>" for value in others)
    return f"<tr><th>{first}</th>{cells}</tr>"


def _images(race: RaceEvidence) -> str:
    named = [_short(name) for name in race.classes[:_CLASSES_NAMED]]
    more = len(race.classes) - len(named)
    names = ", ".join(named) + (f" and {more} more" if more else "")
    return (
        f"{race.images}: {counted(race.train_images, 'training image')} and "
        f"{counted(race.validation_images, 'validation image')} of {names}"
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
