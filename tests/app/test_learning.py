"""The glossary and the practice for the interview."""

from tests.app.visitor import Visitor
from transfer_demo.lessons.glossary import glossary
from transfer_demo.lessons.questions import questions

PRACTICE = "pages/interview/practice.py"


def practice(visitor: Visitor) -> Visitor:
    visitor.at.switch_page(PRACTICE).run()
    visitor.assert_calm()
    return visitor


def test_the_glossary_shows_every_term_and_finds_what_is_searched_for(visitor: Visitor) -> None:
    visitor.at.switch_page("pages/learn/glossary.py").run()
    visitor.assert_calm()
    assert visitor.see().count("<dt") == len(glossary())
    visitor.at.text_input(key="glossary_search").input("learning rate").run()
    assert 0 < visitor.see().count("<dt") < len(glossary())
    visitor.at.text_input(key="glossary_search").input("no such term").run()
    assert "No term matches" in visitor.at.info[0].value


def test_practice_begins_with_the_main_question(visitor: Visitor) -> None:
    practice(visitor)
    assert visitor.at.header[0].value.replace("\\", "") == questions()[0].title
    assert visitor.value("Question") == questions()[0].name


def test_each_question_can_be_shown_and_marked(visitor: Visitor) -> None:
    practice(visitor)
    for question in questions()[::6]:
        visitor.choose("Question", question.name)
        visitor.at.toggle[0].set_value(True).run()
        visitor.assert_calm()
        seen = visitor.read()
        assert all(point.sentence in seen for point in question.rubric)
        assert question.model_answer.split(".")[0] in seen


def test_marking_counts_the_points_and_names_what_is_missing(visitor: Visitor) -> None:
    practice(visitor)
    question = questions()[0]
    visitor.at.toggle[0].set_value(True).run()
    assert f"0 of {len(question.rubric)} points" in visitor.read()
    visitor.choose(visitor.at.checkbox[0].label, True)
    read = visitor.read()
    assert f"1 of {len(question.rubric)} points" in read
    assert f"Next time, add: {question.rubric[1].sentence.rstrip('.')}" in read
    for box in visitor.at.checkbox:
        box.set_value(True)
    visitor.at.run()
    assert "Nothing is missing" in visitor.at.success[0].value


def test_the_rubric_is_not_shown_before_the_answer_is_marked(visitor: Visitor) -> None:
    practice(visitor)
    assert questions()[0].rubric[0].sentence not in visitor.read()


def test_an_answer_is_still_there_after_another_page(visitor: Visitor) -> None:
    practice(visitor)
    visitor.at.text_area[0].input("It reuses what a network has learned.").run()
    visitor.at.switch_page("pages/lab/lab.py").run()
    practice(visitor)
    assert visitor.at.text_area[0].value == "It reuses what a network has learned."


def test_another_question_is_drawn_from_the_level(visitor: Visitor) -> None:
    practice(visitor).choose("Level", 3).press("Another question").assert_calm()
    levels = {question.name: question.level for question in questions()}
    assert levels[visitor.value("Question")] == 3


def test_the_clock_starts_and_stops(visitor: Visitor) -> None:
    practice(visitor).press("Start the clock")
    assert "0:0" in visitor.read()
    visitor.press("Stop the clock").assert_calm()
    assert visitor.button("Start the clock")
