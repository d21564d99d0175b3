import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from transfer_demo.lessons.marking import ways
from transfer_demo.lessons.questions import questions
from transfer_demo.lessons.spelling import spelling


@pytest.mark.parametrize("question", questions()[::10], ids=lambda question: question.name)
def test_the_weights_are_those_of_scikit_learn(question) -> None:
    known = ways(question)
    oracle = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit(known)
    asked = [question.model_answer, "A b cc, ddd;  EEEE\n\tand so on, and so on!", known[3]]
    assert spelling(asked, known=known) == pytest.approx(oracle.transform(asked).toarray())


def test_a_text_of_which_nothing_is_known_is_zero() -> None:
    weights = spelling(["xyz", ""], known=["frozen layers"])
    assert np.array_equal(weights, np.zeros_like(weights))


def test_words_of_one_stem_are_nearer_than_others() -> None:
    known = ["Freeze the layers.", "It was frozen.", "Collect more labels."]
    froze, labels = spelling(["We freeze it.", "Label it."], known=known)
    rubric = spelling(known, known=known)
    assert froze @ rubric[0] > froze @ rubric[2]
    assert labels @ rubric[2] > labels @ rubric[0]
