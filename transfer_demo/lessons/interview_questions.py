"""The interview's questions, each with the points that a good answer makes."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from transfer_demo.lessons.document import Document, documents

LEVELS: Final = {1: "The basics", 2: "In practice", 3: "For experts"}
_SEPARATOR: Final = " | "


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point of a rubric, as a full sentence.

    `also` are other ways to say it; `near_misses` sound like it and do not make it.
    """

    key: str
    sentence: str
    also: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question of a level from 1 to 3, with the minutes that an answer may take."""

    name: str
    title: str
    level: int
    minutes: int
    rubric: tuple[Point, ...]
    model_answer: str


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions, the main one first."""
    return tuple(_question(document) for document in documents("interview/questions"))


def _question(document: Document) -> Question:
    return Question(
        name=document.name,
        title=document.fields["title"],
        level=document.fields["level"],
        minutes=document.fields["minutes"],
        rubric=tuple(_points(document.sections["Rubric"])),
        model_answer=document.sections["Model answer"],
    )


def _points(text: str) -> list[Point]:
    """Read a list of points: `- key: sentence`, each with indented lines `also:` and `not:`."""
    points: list[Point] = []
    for item in text.removeprefix("- ").split("\n- "):
        first, *others = [line.strip() for line in item.splitlines() if line.strip()]
        key, _, sentence = first.partition(": ")
        further = dict(line.split(": ", 1) for line in others)
        points.append(
            Point(
                key=key,
                sentence=sentence,
                also=_ways(further.get("also", "")),
                near_misses=_ways(further.get("not", "")),
            )
        )
    return points


def _ways(text: str) -> tuple[str, ...]:
    return tuple(way.strip() for way in text.split(_SEPARATOR) if way.strip())
