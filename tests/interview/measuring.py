"""How well marks agree with the labels: scores, thresholds, precision and recall."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.interview.labelled import OPPOSITE, labelled_answers, question_of
from transfer_demo.lessons.answer_scoring import features, scores, spelling, ways
from transfer_demo.lessons.embedding import embed
from transfer_demo.lessons.interview_questions import Question
from transfer_demo.lessons.marking import by_sentence, heard
from transfer_demo.lessons.sentences import sentences

# What the thresholds are chosen for: of the points that are called made so many are, and of those
# that are called missing so many are missing.
MADE_PRECISION = 0.95
MISSING_PRECISION = 0.97

# Returns (sentences, points) for the sentences of an answer.
Scorer = Callable[[Question, tuple[str, ...]], NDArray[np.float64]]


@dataclass(frozen=True)
class Scored:
    """A point of an answer: its best score, whether it is made, and whether by that sentence."""

    question: str
    quality: str
    score: float
    made: bool
    earned: bool


@dataclass(frozen=True)
class Thresholds:
    """From `made` on a point is made, below `unsure` it is missing; `even` knows no unsure."""

    made: float
    unsure: float
    even: float


@dataclass(frozen=True)
class Agreement:
    """What the marks are worth on some points."""

    points: int
    precision: float
    recall: float
    unsure: float
    made_precision: float
    made_recall: float
    missing_precision: float
    right_sentence: float


def by_heads(question: Question, parts: tuple[str, ...]) -> NDArray[np.float64]:
    """Score by the program's own marking."""
    known, said = ways(question), heard(parts)
    spoken, rubric = _embedded(said, known)
    scored = scores(
        question,
        spoken=features(said, vectors=spoken, known=known),
        rubric=features(known, vectors=rubric, known=known),
    )
    return by_sentence(parts, scored)


def by_meaning(question: Question, parts: tuple[str, ...]) -> NDArray[np.float64]:
    """Score by heads on the language model's features alone."""
    spoken, rubric = _embedded(heard(parts), ways(question))
    return by_sentence(parts, scores(question, spoken=spoken, rubric=rubric))


def by_spelling(question: Question, parts: tuple[str, ...]) -> NDArray[np.float64]:
    """Score by heads without any language model."""
    known = ways(question)
    spoken, rubric = spelling(heard(parts), known=known), spelling(known, known=known)
    return by_sentence(parts, scores(question, spoken=spoken, rubric=rubric))


def by_cosine(question: Question, parts: tuple[str, ...]) -> NDArray[np.float64]:
    """Score by the largest cosine with a way to say the point: what one would try first."""
    spoken, rubric = _embedded(parts, ways(question))
    return nearest_way(question, (spoken @ rubric.T).astype(np.float64))


_embedded = cache(embed)  # several ways to score look at the same numbers


def nearest_way(question: Question, similarities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (sentences, points) from (sentences, ways): the most similar way, no near miss."""
    columns, first = [], 0
    for point in question.rubric:
        columns.append(similarities[:, first : first + 1 + len(point.also)].max(axis=1))
        first += 1 + len(point.also) + len(point.near_misses)
    return np.stack(columns, axis=1)


@cache
def scored_points(scorer: Scorer, *, opposites: bool = False) -> tuple[Scored, ...]:
    """Score every point of every labelled answer, or of those that claim the opposite of points."""
    found = []
    for answer in labelled_answers():
        if (answer.quality == OPPOSITE) != opposites:
            continue
        question, parts = question_of(answer), sentences(answer.text)
        scored = scorer(question, parts)
        for point, column in zip(question.rubric, scored.T, strict=True):
            by = answer.earned.get(point.key, ())
            best = int(column.argmax())
            found.append(
                Scored(
                    question.name,
                    answer.quality,
                    float(column[best]),
                    bool(by),
                    parts[best] in by,
                )
            )
    return tuple(found)


def thresholds(points: Iterable[Scored]) -> Thresholds:
    """Choose thresholds by labels."""
    ordered = sorted(points, key=lambda point: -point.score)
    score = np.array([point.score for point in ordered])
    made = np.cumsum([point.made for point in ordered])
    count = np.arange(1, len(ordered) + 1)
    even = score[(2 * made / (count + made[-1])).argmax()]
    sure = np.flatnonzero(made / count >= MADE_PRECISION)
    # From below: how many of the points from here on are missing.
    missing = np.cumsum([not point.made for point in ordered[::-1]]) / count
    empty = np.flatnonzero(missing >= MISSING_PRECISION)
    made_from = score[sure[-1]] if len(sure) else np.inf
    unsure_from = score[::-1][empty[-1]] if len(empty) else -np.inf
    return Thresholds(float(made_from), float(min(unsure_from, made_from)), float(even))


def left_out(points: Sequence[Scored]) -> list[tuple[Scored, Thresholds]]:
    """Give each point the thresholds that the answers to all other questions choose."""
    chosen = {
        question: thresholds(point for point in points if point.question != question)
        for question in {point.question for point in points}
    }
    return [(point, chosen[point.question]) for point in points]


def agreement(judged: Iterable[tuple[Scored, Thresholds]]) -> Agreement:
    """Compare marks with labels."""
    judged = list(judged)
    made = np.array([point.made for point, _ in judged])
    even = np.array([point.score >= limits.even for point, limits in judged])
    yes = np.array([point.score >= limits.made for point, limits in judged])
    no = np.array([point.score < limits.unsure for point, limits in judged])
    earned = np.array([point.earned for point, _ in judged])
    return Agreement(
        points=len(judged),
        precision=_share(made, of=even),
        recall=_share(even, of=made),
        unsure=float(np.mean(~yes & ~no)),
        made_precision=_share(made, of=yes),
        made_recall=_share(yes, of=made),
        missing_precision=_share(~made, of=no),
        right_sentence=_share(earned, of=yes & made),
    )


def _share(true: NDArray[np.bool_], *, of: NDArray[np.bool_]) -> float:
    return float(true[of].mean()) if of.any() else 0.0
