from collections import Counter

from tests.interview.labelled import MAIN, OPPOSITE, labelled_answers, question_of
from tests.interview.measuring import by_spelling, scored_points
from transfer_demo.lessons.sentences import sentences


def test_there_are_many_answers_and_most_to_the_main_question() -> None:
    answers = labelled_answers()
    assert len(answers) >= 60
    assert Counter(answer.question for answer in answers).most_common(1)[0][0] == MAIN


def test_each_label_names_a_point_of_the_question_and_a_sentence_of_the_answer() -> None:
    for answer in labelled_answers():
        assert set(answer.earned) <= {point.key for point in question_of(answer).rubric}
        assert {s for earned in answer.earned.values() for s in earned} <= set(
            sentences(answer.text)
        )


def test_some_answers_claim_the_opposite_and_are_kept_apart() -> None:
    opposites = [answer for answer in labelled_answers() if answer.quality == OPPOSITE]
    kept = scored_points(by_spelling, opposites=True)
    assert len(opposites) >= 5
    assert len(kept) == sum(len(question_of(answer).rubric) for answer in opposites)
    every = sum(len(question_of(answer).rubric) for answer in labelled_answers())
    assert len(scored_points(by_spelling)) + len(kept) == every


def test_each_point_is_made_by_some_answer_and_missed_by_another() -> None:
    for name in {answer.question for answer in labelled_answers()}:
        answers = [answer for answer in labelled_answers() if answer.question == name]
        for point in question_of(answers[0]).rubric:
            assert len({point.key in answer.earned for answer in answers}) == 2, point.key
