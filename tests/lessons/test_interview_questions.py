import re
from collections import Counter

import pytest

from transfer_demo.lessons.interview_questions import LEVELS, Question, questions

ALL = questions()

# Nothing of it means anything in Markdown: it is the name of a checkbox, and would be read aloud
# with what keeps Markdown from its meaning.
_PLAIN_WORDS = re.compile(r"""(?:[^\W_]|[ ,.;()%'"]|: |(?<=\w)-(?=\w))+""")


def test_the_main_question_comes_first_and_many_follow_in_three_levels() -> None:
    assert "concept of transfer learning" in ALL[0].title
    assert len(ALL) - 1 >= 24
    assert set(Counter(question.level for question in ALL)) == set(LEVELS)
    assert len({question.name for question in ALL}) == len(ALL)


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.name)
def test_a_question_has_a_rubric_that_can_be_marked_and_a_model_answer(
    question: Question,
) -> None:
    assert 1 <= question.minutes <= 5
    assert 4 <= len(question.rubric) <= 10
    assert len({point.key for point in question.rubric}) == len(question.rubric)
    for point in question.rubric:
        assert re.fullmatch(r"[a-z0-9-]+", point.key)
        assert point.sentence.endswith(".")
        assert _PLAIN_WORDS.fullmatch(point.sentence)
        assert len(point.also) >= 3
        assert point.near_misses
        assert point.sentence not in point.also
    assert 100 <= len(question.model_answer.split()) <= 200
    assert "{{" not in question.model_answer


def test_no_two_points_of_a_question_are_said_the_same_way() -> None:
    for question in ALL:
        ways = [way for point in question.rubric for way in (point.sentence, *point.also)]
        assert len(set(ways)) == len(ways)
