import numpy as np
import pytest

from transfer_demo.lessons import marking
from transfer_demo.lessons.answer_scoring import scores, ways
from transfer_demo.lessons.interview_questions import questions
from transfer_demo.lessons.marking import Mark, by_sentence, heard, mark

MAIN = questions()[0]
# Each text of the rubric in a direction of its own.
RUBRIC = np.eye(len(ways(MAIN)))


def marks_of(*said: str) -> tuple[Mark, ...]:
    """Mark sentences of the rubric; nothing is made of clauses, nor of what it does not say."""
    spoken = np.zeros((len(heard(said)), len(RUBRIC)))
    for row, sentence in zip(spoken, said, strict=False):
        if sentence in ways(MAIN):
            row[ways(MAIN).index(sentence)] = 1.0
    return mark(MAIN, said, scores=scores(MAIN, spoken=spoken, rubric=RUBRIC))


def test_what_the_rubric_itself_says_is_made_and_nothing_else() -> None:
    for number, point in enumerate(MAIN.rubric):
        marks = marks_of(point.also[0])
        assert [one.verdict == "made" for one in marks] == [
            other == number for other in range(len(MAIN.rubric))
        ]


def test_a_near_miss_of_the_rubric_makes_no_point() -> None:
    for point in MAIN.rubric:
        for miss in point.near_misses:
            marks = marks_of(miss)
            assert {one.verdict for one in marks} == {"missing"}


def test_each_mark_quotes_the_sentence_that_speaks_most_for_its_point() -> None:
    said = [MAIN.rubric[2].sentence, MAIN.rubric[0].also[1], MAIN.rubric[1].near_misses[0]]
    marks = marks_of(*said)
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
    marks = mark(MAIN, said, scores=np.ones((1, len(MAIN.rubric))))
    assert {one.verdict for one in marks} == {"missing"}


def test_between_made_and_missing_the_marking_is_unsure() -> None:
    middle = (marking.MADE_FROM + marking.UNSURE_FROM) / 2
    assert marking.verdict(marking.MADE_FROM) == "made"
    assert marking.verdict(middle) == marking.verdict(marking.UNSURE_FROM) == "unsure"
    assert marking.verdict(marking.UNSURE_FROM - 0.01) == "missing"
