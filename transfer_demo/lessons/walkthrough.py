"""The main question of the interview, taken apart into points, each answered in three ways."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from transfer_demo.lessons.document import Document, documents

GRADES: Final = ("Weak", "Good", "Strong")
# What is shown of a race, a study or a paper beside a point, and its words on the screen.
FIGURES: Final = {
    "curves": "Accuracy",
    "seconds": "Accuracy over time",
    "gap": "Training and validation",
    "stages": "Frozen and trained stages",
    "confusion": "What was taken for what",
    "freeze": "How many layers?",
    "labels": "How few images?",
    "backbones": "Which CNN?",
    "digits": "How many layers? On digits",
    "published": "Yosinski et al. 2014",
}
_WHY: Final = "\n\nWhy: "
_BULLET: Final = "- "


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody says, and why it is weak, good or strong.

    `said` may ask for measured numbers.
    """

    grade: str
    said: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A point of the question, short, and the same in detail.

    `figures` are keys of `FIGURES`; `answers` stand in the order of `GRADES`.
    """

    name: str
    title: str
    point: str
    detail: str
    figures: tuple[str, ...]
    answers: tuple[Answer, ...]
    sources: tuple[str, ...]


@cache
def walkthrough() -> tuple[Step, ...]:
    """Return all points in the order in which an answer makes them."""
    return tuple(_step(document) for document in documents("interview/walkthrough"))


def _step(document: Document) -> Step:
    lines = document.sections.get("Source", "").splitlines()
    return Step(
        name=document.name,
        title=document.fields["title"],
        point=document.sections["Point"],
        detail=document.sections["Detail"],
        figures=tuple(document.fields["figures"].split(", ")),
        answers=tuple(_answer(grade, document.sections[grade]) for grade in GRADES),
        sources=tuple(line.removeprefix(_BULLET) for line in lines),
    )


def _answer(grade: str, text: str) -> Answer:
    said, _, why = text.partition(_WHY)
    return Answer(grade=grade, said=said, why=why)
