import pytest

from transfer_demo.errors import PlanError
from transfer_demo.studies.questions import QUESTIONS, Question, find


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_each_question_says_in_three_sentences_what_is_fixed_varied_and_compared(
    question: Question,
) -> None:
    assert question.title.endswith("?")
    assert len(question.sentences) == 3
    for sentence in question.sentences:
        assert sentence[0].isupper()
        assert sentence[-1] in ".?"
        assert ". " not in sentence


def test_a_question_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    assert find("labels") is QUESTIONS["labels"]
    with pytest.raises(PlanError, match="freeze, labels, backbones"):
        find("depth")
