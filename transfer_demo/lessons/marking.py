"""Deciding which points an answer makes, and by which sentence: a linear head for each point.

The language model stays as it is and gives each sentence 384 features, to which how it is spelled
adds others. On them a head for each point is fitted to the rubric, with its ways to say the point
on one side, and what says the other points, or only sounds like a point, on the other. It is a
linear probe, as on pictures: ridge regression, which has a closed form and takes milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from transfer_demo.lessons.questions import Point, Question
from transfer_demo.lessons.sentences import clauses, says_nothing
from transfer_demo.lessons.spelling import spelling

Vectors = NDArray[np.float32]
Features = NDArray[np.floating]
Verdict = Literal["made", "unsure", "missing"]

MADE: Final = "made"
UNSURE: Final = "unsure"
MISSING: Final = "missing"

# From tests/interview/fit_marking.py: on the labelled answers, of the points with a score from
# MADE_FROM on at least 95 % are made, and of those below UNSURE_FROM at most 3 %.
MADE_FROM: Final = 0.33
UNSURE_FROM: Final = 0.21

_PENALTY: Final = 0.2

# A clause without its sentence says less surely what was meant. Chosen on the labelled answers.
_CLAUSE_MALUS: Final = 0.125


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What was found for a point, and the sentence that speaks most for it."""

    point: Point
    verdict: Verdict
    sentence: str


def ways(question: Question) -> tuple[str, ...]:
    """Return all that the heads are fitted to: for each point, its ways, then its near misses."""
    return tuple(
        text
        for point in question.rubric
        for text in (point.sentence, *point.also, *point.near_misses)
    )


def heard(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return all of an answer that is scored: its sentences, then the clauses of its lists."""
    return (*sentences, *(clause for sentence in sentences for clause in clauses(sentence)))


def mark(
    question: Question, sentences: tuple[str, ...], *, spoken: Vectors, rubric: Vectors
) -> tuple[Mark, ...]:
    """Return a mark for each point of the rubric, in its order.

    Args:
        sentences: of the answer, at least one.
        spoken: (heard, 384), what the language model makes of what is `heard` of them.
        rubric: (ways, 384), the same for the question's `ways`.
    """
    known = ways(question)
    scored = scores(
        question,
        spoken=features(heard(sentences), vectors=spoken, known=known),
        rubric=features(known, vectors=rubric, known=known),
    )
    scored = by_sentence(sentences, scored)
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


def verdict(score: float) -> Verdict:
    """Return the verdict on a point whose best sentence has this score."""
    if score >= MADE_FROM:
        return MADE
    return UNSURE if score >= UNSURE_FROM else MISSING


def features(texts: Sequence[str], *, vectors: Vectors, known: Sequence[str]) -> Features:
    """Return what the heads look at: meaning and spelling, each half of the length of a row."""
    both: Features = np.hstack([vectors, spelling(texts, known=known)]) / np.sqrt(2)
    return both


def scores(question: Question, *, spoken: Features, rubric: Features) -> NDArray[np.float64]:
    """Return (sentences, points): near 1 where a sentence makes a point, near 0 where it does not.

    Ridge regression in its dual form, because there are fewer ways than features; see
    https://doi.org/10.1080/00401706.1970.10488634
    """
    targets = _targets(question)
    centre, share = rubric.mean(axis=0, dtype=np.float64), targets.mean(axis=0)
    known, asked = rubric - centre, spoken - centre
    kernel = known @ known.T + _PENALTY * np.eye(len(known))
    heads = known.T @ np.linalg.solve(kernel, targets - share)
    return np.asarray(asked @ heads + share, dtype=np.float64)


def _targets(question: Question) -> NDArray[np.float64]:
    """Return (ways, points): 1 where a way makes a point. A near miss makes none."""
    targets = np.zeros((len(ways(question)), len(question.rubric)))
    row = 0
    for column, point in enumerate(question.rubric):
        targets[row : row + 1 + len(point.also), column] = 1.0
        row += 1 + len(point.also) + len(point.near_misses)
    return targets
