"""What marking by words alone would reach: the cosine of TF-IDF vectors, without any network."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.interview.measuring import nearest_way
from transfer_demo.lessons.answer_scoring import ways
from transfer_demo.lessons.interview_questions import Question, questions


def by_words(question: Question, parts: tuple[str, ...]) -> NDArray[np.float64]:
    """Score by the words that a sentence shares with a way to say the point; rare ones count."""
    spoken, rubric = _weights().transform(parts), _weights().transform(ways(question))
    return nearest_way(question, (spoken @ rubric.T).toarray())


@cache
def _weights() -> TfidfVectorizer:
    every = [way for question in questions() for way in ways(question)]
    return TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)).fit(every)
