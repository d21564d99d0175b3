"""Deciding which points an answer makes, and by which sentence, from the scores of a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from transfer_demo.lessons.interview_questions import Point, Question
from transfer_demo.lessons.sentences import clauses, says_nothing

MarkVerdict = Literal["made", "unsure", "missing"]

MADE: Final = "made"
UNSURE: Final = "unsure"
MISSING: Final = "missing"

# From tests/interview/fit_marking.py: on the labelled answers, of the points with a score from
# MADE_FROM on at least 95 % are made, and of those below UNSURE_FROM at most 3 %.
MADE_FROM: Final = 0.34
UNSURE_FROM: Final = 0.20

# A clause without its sentence says less surely what was meant. Chosen on the labelled answers.
_CLAUSE_MALUS: Final = 0.125


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What was found for a point, and the sentence that speaks most for it."""

    point: Point
    verdict: MarkVerdict
    sentence: str


def heard(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return all of an answer that is scored: its sentences, then the clauses of its lists."""
    return (*sentences, *(clause for sentence in sentences for clause in clauses(sentence)))


def mark(
    question: Question, sentences: tuple[str, ...], *, scores: NDArray[np.float64]
) -> tuple[Mark, ...]:
    """Return a mark for each point of the rubric, in its order.

    Args:
        question: that was asked.
        sentences: of the answer, at least one.
        scores: (heard, points), of what is `heard` of them; see `answer_scoring.score_answer`.
    """
    scored = by_sentence(sentences, scores)
    return tuple(
        Mark(point=point, verdict=verdict(column.max()), sentence=sentences[column.argmax()])
        for point, column in zip(question.rubric, scored.T, strict=True)
    )


def by_sentence(sentences: Sequence[str], scored: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (sentences, points) from (heard, points): a clause can raise what its sentence has."""
    best = scored[: len(sentences)].copy()
    first = len(sentences)
    for row, sentence in zip(best, sentences, strict=True):
        last = first + len(clauses(sentence))
        for clause in scored[first:last]:
            np.maximum(row, clause - _CLAUSE_MALUS, out=row)
        first = last
        if says_nothing(sentence):
            row[:] = 0.0
    return best


def verdict(score: float) -> MarkVerdict:
    """Return the verdict on a point whose best sentence has this score."""
    if score >= MADE_FROM:
        return MADE
    return UNSURE if score >= UNSURE_FROM else MISSING
