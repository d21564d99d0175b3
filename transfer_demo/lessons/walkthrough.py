"""The main question of the interview, taken apart into points, each answered in three ways."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from transfer_demo.lessons.document import Document, documents
from transfer_demo.lessons.words import EVIDENCE

GRADES: Final = ("Weak", "Good", "Strong")
_WHY: Final = "\n\nWhy: "


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
    """A point of the question: `point` says it in short, `detail` at length.

    `figures` are what is shown beside it; `answers` stand in the order of `GRADES`.
    """

    name: str
    title: str
    point: str
    detail: str
    figures: tuple[str, ...]
    answers: tuple[GradedAnswer, ...]
    sources: tuple[str, ...]


@cache
def walkthrough() -> tuple[InterviewPoint, ...]:
    """Return all points in the order in which an answer makes them."""
    return tuple(_step(point) for point in documents("interview/walkthrough"))


def figure_title(figure: str) -> str:
    """Return what a figure of the walkthrough is called on the screen."""
    return EVIDENCE.say(f"figure.{figure.replace('-', '_')}")


def _step(point: Document) -> InterviewPoint:
    return InterviewPoint(
        name=point.name,
        title=point.fields["title"],
        point=point.sections["Point"],
        detail=point.sections["Detail"],
        figures=tuple(point.fields["figures"].split(", ")),
        answers=tuple(_answer(grade, point.sections[grade]) for grade in GRADES),
        sources=point.sources,
    )


def _answer(grade: str, text: str) -> GradedAnswer:
    said, _, why = text.partition(_WHY)
    return GradedAnswer(grade=grade, said=said, why=why)
