import numpy as np
import pytest
from sklearn.linear_model import Ridge

from transfer_demo.lessons import marking
from transfer_demo.lessons.marking import by_sentence, heard, mark, scores, ways
from transfer_demo.lessons.questions import Question, questions

MAIN = questions()[0]
GENERATOR = np.random.default_rng(0)


def made_up(rows: int, *, columns: int = 384) -> np.ndarray:
    vectors = GENERATOR.normal(size=(rows, columns))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


RUBRIC = made_up(len(ways(MAIN)))


def row_of(way: str) -> np.ndarray:
    return RUBRIC[[ways(MAIN).index(way)]]


def spoken_of(*said: str) -> np.ndarray:
    """Return what the model makes of sentences of the rubric; it makes nothing of clauses."""
    spoken = np.zeros((len(heard(said)), RUBRIC.shape[1]), dtype=np.float32)
    for row, sentence in zip(spoken, said, strict=False):
        row[:] = row_of(sentence)
    return spoken


def test_the_heads_are_those_of_a_ridge_regression() -> None:
    makes = np.array(
        [[way in (point.sentence, *point.also) for point in MAIN.rubric] for way in ways(MAIN)]
    )
    spoken = made_up(5)
    oracle = Ridge(alpha=marking._PENALTY).fit(RUBRIC.astype(np.float64), makes.astype(float))
    expected = oracle.predict(spoken.astype(np.float64))
    assert scores(MAIN, spoken=spoken, rubric=RUBRIC) == pytest.approx(expected, abs=1e-5)


def test_what_the_rubric_itself_says_is_made_and_nothing_else() -> None:
    for number, point in enumerate(MAIN.rubric):
        marks = mark(MAIN, (point.also[0],), spoken=spoken_of(point.also[0]), rubric=RUBRIC)
        assert [one.verdict == "made" for one in marks] == [
            other == number for other in range(len(MAIN.rubric))
        ]


def test_a_near_miss_of_the_rubric_makes_no_point() -> None:
    for point in MAIN.rubric:
        for miss in point.near_misses:
            marks = mark(MAIN, (miss,), spoken=spoken_of(miss), rubric=RUBRIC)
            assert {one.verdict for one in marks} == {"missing"}


def test_each_mark_quotes_the_sentence_that_speaks_most_for_its_point() -> None:
    said = [MAIN.rubric[2].sentence, MAIN.rubric[0].also[1], MAIN.rubric[1].near_misses[0]]
    spoken = spoken_of(*said)
    marks = mark(MAIN, tuple(said), spoken=spoken, rubric=RUBRIC)
    assert [one.point for one in marks] == list(MAIN.rubric)
    assert (marks[2].verdict, marks[2].sentence) == ("made", said[0])
    assert (marks[0].verdict, marks[0].sentence) == ("made", said[1])
    assert marks[1].verdict == "missing"


def test_a_clause_can_raise_the_score_of_its_own_sentence_and_counts_a_little_less() -> None:
    said = ("A first, one two three, four five six.", "One thing.", "In all, a b c, d e f.")
    assert len(heard(said)) == 3 + 2 + 2
    of_clauses = [[0.1, 0.0], [0.9, 0.0], [0.2, 0.0], [0.0, 0.6]]
    scored = np.array([[0.2, 0.5], [0.3, 0.3], [0.4, 0.1], *of_clauses])
    best = by_sentence(said, scored)
    less = marking._CLAUSE_MALUS
    assert less > 0
    assert best == pytest.approx(np.array([[0.9 - less, 0.5], [0.3, 0.3], [0.4, 0.6 - less]]))


def test_not_to_know_makes_no_point_whatever_it_resembles() -> None:
    said = ("I do not know.",)
    marks = mark(MAIN, said, spoken=row_of(MAIN.rubric[0].sentence), rubric=RUBRIC)
    assert {one.verdict for one in marks} == {"missing"}


def test_more_sentences_never_lower_a_score() -> None:
    spoken = made_up(6)
    fewer = scores(MAIN, spoken=spoken[:3], rubric=RUBRIC).max(axis=0)
    more = scores(MAIN, spoken=spoken, rubric=RUBRIC).max(axis=0)
    assert (more >= fewer).all()


def test_between_made_and_missing_the_marking_is_unsure() -> None:
    middle = (marking.MADE_FROM + marking.UNSURE_FROM) / 2
    assert marking.verdict(marking.MADE_FROM) == "made"
    assert marking.verdict(middle) == marking.verdict(marking.UNSURE_FROM) == "unsure"
    assert marking.verdict(marking.UNSURE_FROM - 0.01) == "missing"


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_the_ways_of_a_question_are_all_that_its_rubric_says(question: Question) -> None:
    said = ways(question)
    for point in question.rubric:
        assert {point.sentence, *point.also, *point.near_misses} <= set(said)
    assert len(said) == sum(1 + len(p.also) + len(p.near_misses) for p in question.rubric)
