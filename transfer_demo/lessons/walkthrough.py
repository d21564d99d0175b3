"""The main question of the interview, taken apart into points, each answered in three ways."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from transfer_demo.lessons.document import Document, document, documents

GRADES: Final = ("Weak", "Good", "Strong")
_WHY: Final = "\n\nWhy: "
_BULLET: Final = "- "


@dataclass(frozen=True, kw_only=True)
class GradedAnswer:
    """What somebody says, and why it is weak, good or strong.

    `said` may ask for measured numbers.
    """

    grade: str
    said: str
    why: str


@dataclass(frozen=True, kw_only=True)
class InterviewPoint:
    """A point of the question, short, and the same in detail.

    `figures` are what is shown beside it; `answers` stand in the order of `GRADES`.
    """

    name: str
    title: str
    point: str
    detail: str
    figures: tuple[str, ...]
    answers: tuple[GradedAnswer, ...]
    sources: tuple[str, ...]


def say(name: str, /, **values: str) -> str:
    """Return one of the words of the page, which are the same for every point, with its values."""
    return document("interview/walkthrough.md").say(name, **values)


@cache
def walkthrough() -> tuple[InterviewPoint, ...]:
    """Return all points in the order in which an answer makes them."""
    return tuple(_step(point) for point in documents("interview/walkthrough"))


def _step(point: Document) -> InterviewPoint:
    lines = point.sections.get("Source", "").splitlines()
    return InterviewPoint(
        name=point.name,
        title=point.fields["title"],
        point=point.sections["Point"],
        detail=point.sections["Detail"],
        figures=tuple(point.fields["figures"].split(", ")),
        answers=tuple(_answer(grade, point.sections[grade]) for grade in GRADES),
        sources=tuple(line.removeprefix(_BULLET) for line in lines),
    )


def _answer(grade: str, text: str) -> GradedAnswer:
    said, _, why = text.partition(_WHY)
    return GradedAnswer(grade=grade, said=said, why=why)
