"""How much each sentence of an answer speaks for each point: only a worker ever does this.

The language model stays as it is and gives each sentence 384 features, to which how it is spelled
adds others. On them a head for each point is fitted to the rubric, with its ways to say the point
on one side, and what says the other points, or only sounds like a point, on the other. It is a
linear probe, as on pictures: ridge regression.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transfer_demo.lessons.embedding import Vectors, embed
from transfer_demo.lessons.interview_questions import Question

Features = NDArray[np.floating]
Scores = NDArray[np.float64]

_PENALTY: Final = 0.2
# Pieces of words: terms such as "BatchNorm" say much, and a small language model knows little of
# them. Pieces of three to five letters find "froze" in "frozen", too.
_PIECE_LENGTHS: Final = (3, 5)


def score_answer(question: Question, said: tuple[str, ...]) -> Scores:
    """Score what was said: a remote call for a worker.

    Args:
        question: its rubric is what the heads are fitted to.
        said: sentences and clauses of the answer, at least one.

    Returns:
        (said, points): near 1 where something makes a point, near 0 where it does not.

    Raises:
        ExecutorError: the language model is not installed where this runs.
    """
    known = ways(question)
    spoken, rubric = embed(said, known)
    return scores(
        question,
        spoken=features(said, vectors=spoken, known=known),
        rubric=features(known, vectors=rubric, known=known),
    )


def ways(question: Question) -> tuple[str, ...]:
    """Return all that the heads are fitted to: for each point, its ways, then its near misses."""
    return tuple(
        text
        for point in question.rubric
        for text in (point.sentence, *point.also, *point.near_misses)
    )


def features(texts: Sequence[str], *, vectors: Vectors, known: Sequence[str]) -> Features:
    """Return what the heads look at: meaning and spelling, each half of the length of a row."""
    both: Features = np.hstack([vectors, spelling(texts, known=known)]) / np.sqrt(2)
    return both


def spelling(texts: Sequence[str], *, known: Sequence[str]) -> Features:
    """Return the TF-IDF weights of pieces of words, (texts, pieces), each row of length 1 or 0.

    Which pieces there are, and how rare each is, is learned from the `known` texts.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=_PIECE_LENGTHS, sublinear_tf=True)
    pieces: Features = weights.fit(known).transform(texts).toarray()
    return pieces


def scores(question: Question, *, spoken: Features, rubric: Features) -> Scores:
    """Return (said, points): what the heads say that are fitted to the rubric.

    Args:
        question: whose rubric it is.
        spoken: (said, features).
        rubric: (ways, features).
    """
    from sklearn.linear_model import Ridge

    # Few ways in many features: in single precision, scores differ with what is asked beside.
    known, asked = (np.asarray(each, dtype=np.float64) for each in (rubric, spoken))
    heads = Ridge(alpha=_PENALTY).fit(known, _targets(question))
    return np.asarray(heads.predict(asked), dtype=np.float64)


def _targets(question: Question) -> Scores:
    """Return (ways, points): 1 where a way makes a point. A near miss makes none."""
    return np.array(
        [
            [float(makes and point is of) for point in question.rubric]
            for of in question.rubric
            for makes in (*[True] * (1 + len(of.also)), *[False] * len(of.near_misses))
        ]
    )
