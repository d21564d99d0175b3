import pytest

from transfer_demo.errors import PlanError
from transfer_demo.studies import catch_up
from transfer_demo.studies.questions import QUESTIONS, StudyQuestion, find
from transfer_demo.studies.seeds import SEEDS
from transfer_demo.training import recipe


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_each_question_says_in_three_sentences_what_is_fixed_varied_and_compared(
    question: StudyQuestion,
) -> None:
    assert question.title.endswith("?")
    assert len(question.sentences) == 3
    for sentence in question.sentences:
        assert sentence[0].isupper()
        assert sentence[-1] in ".?"
        assert ". " not in sentence


def test_a_question_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    assert find("labels") is QUESTIONS["labels"]
    with pytest.raises(PlanError, match="freeze, labels, backbones, catch-up"):
        find("depth")


def test_the_lengths_that_are_said_to_be_tried_are_those_of_the_plans() -> None:
    _, varied, _ = QUESTIONS["catch-up"].sentences
    *first, last = map(str, catch_up.FACTORS)
    assert f"{', '.join(first)} or {last} times as many epochs" in varied


def test_what_is_said_of_the_learning_rates_is_what_the_recipe_does() -> None:
    fixed, _, _ = QUESTIONS["freeze"].sentences
    assert recipe.DEEP_SHARE == 0.5
    assert recipe.DEEP_BODY_RATE < recipe.BODY_RATE
    assert recipe.SCRATCH_RATE != recipe.HEAD_RATE
    assert "learn more slowly where more than half of the pretrained weights are trained" in fixed
    assert "scratch has a rate of its own" in fixed


def test_no_split_is_said_to_be_drawn_where_the_images_came_with_one() -> None:
    everything = [
        *(said for question in QUESTIONS.values() for said in question.sentences),
        SEEDS.help,
    ]
    drawn = [said for said in everything if "split of its own" in said or "another split" in said]
    assert len(drawn) >= 4
    assert all("unless the images came with one" in said for said in drawn)
