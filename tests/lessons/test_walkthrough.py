import re

import pytest

from transfer_demo.lessons.document import document
from transfer_demo.lessons.evidence import sample_digits, sample_race, sample_study
from transfer_demo.lessons.template import placeholders, render_by_sentence
from transfer_demo.lessons.values_races import race_values
from transfer_demo.lessons.values_studies import backbones_values, digits_values, freeze_values
from transfer_demo.lessons.walkthrough import GRADES, InterviewPoint, figure_title, walkthrough
from transfer_demo.studies.questions import QUESTIONS

ALL = walkthrough()


def test_the_question_is_taken_apart_into_eight_points_each_once() -> None:
    assert len(ALL) == len({step.name for step in ALL}) == len({step.title for step in ALL}) == 8
    assert ALL[0].name == "definition"


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_a_point_is_short_and_has_three_answers_each_with_a_reason(step: InterviewPoint) -> None:
    assert len(step.point.split()) <= 30
    assert len(step.detail.split()) <= 80
    assert step.detail.endswith(".")
    assert tuple(answer.grade for answer in step.answers) == GRADES
    for answer in step.answers:
        assert answer.said.endswith(".")
        assert answer.why.endswith(".")
        assert answer.why[0].isupper()
        assert "\n" not in answer.said + answer.why


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_a_point_has_evidence(step: InterviewPoint) -> None:
    assert step.figures
    assert all(figure_title(figure) for figure in step.figures)
    assert placeholders(step.answers[-1].said)
    others = "".join(answer.said for answer in step.answers[:-1])
    assert not placeholders(step.point + step.detail + others)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_figure_of_every_study_has_a_title(question: str) -> None:
    # The card shows the newest study, whichever it is.
    assert figure_title(question)


def test_no_figure_has_a_title_in_vain() -> None:
    titles = {
        word for word in document("interview/evidence.md").words if word.startswith("figure.")
    }
    figures = {*(figure for step in ALL for figure in step.figures), *QUESTIONS}
    assert titles == {f"figure.{figure.replace('-', '_')}" for figure in figures}


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_what_is_said_aloud_has_words_for_its_units(step: InterviewPoint) -> None:
    # "M" and "s" can be read, but not be said.
    for answer in step.answers:
        said = render_by_sentence(answer.said, _values()).text
        assert not re.search(r"\d (s|k|M|min|h|ms)\b", said), said


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_no_sentence_asks_for_the_numbers_of_two_measurements(step: InterviewPoint) -> None:
    for sentence in re.split(r"(?<=[.?!]) (?=[A-Z{])", step.answers[-1].said):
        assert len({name.split(".")[0] for name in placeholders(sentence)}) <= 1


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_a_paper_that_is_named_stands_among_the_sources(step: InterviewPoint) -> None:
    said = step.point + step.detail + " ".join(answer.said for answer in step.answers)
    for author, year in re.findall(r"(\w+) et al\.(?: showed it in)? (\d{4})", said):
        assert any(f"{author} et al. {year}" in source for source in step.sources)


def test_the_samples_have_every_number_that_is_asked_for() -> None:
    for step in ALL:
        said = step.answers[-1].said
        assert render_by_sentence(said, _values()).used == (placeholders(said),)


def _values() -> dict[str, str]:
    return {
        **race_values(sample_race()),
        **freeze_values(sample_study("freeze")),
        **backbones_values(sample_study("backbones")),
        **digits_values(sample_digits()),
    }
