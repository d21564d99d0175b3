import pytest

from transfer_demo.studies import yosinski
from transfer_demo.studies.study import QUESTIONS, Question


@pytest.mark.parametrize("question", QUESTIONS.values())
def test_each_question_says_in_three_sentences_what_is_fixed_varied_and_compared(
    question: Question,
) -> None:
    assert question.title.endswith("?")
    assert len(question.sentences) == 3
    for sentence in question.sentences:
        assert sentence[0].isupper()
        assert sentence[-1] in ".?"
        assert ". " not in sentence


def test_the_published_curves_are_of_the_seven_layers_that_can_be_copied() -> None:
    for curve in (yosinski.FROZEN, yosinski.FINE_TUNED):
        assert list(curve) == [1, 2, 3, 4, 5, 6, 7]
        assert all(0 < accuracy < 1 for accuracy in curve.values())
    # What the paper says of them: all fine-tuned ones beat the base, late frozen ones do not.
    assert min(yosinski.FINE_TUNED.values()) > yosinski.BASE > yosinski.FROZEN[7]
    assert yosinski.DISTANT_FROZEN[7] < yosinski.DISTANT_BASE
    assert yosinski.URL.startswith("https://")
