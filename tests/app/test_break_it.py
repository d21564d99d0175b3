"""Break it without a browser: a fault is chosen, watched, diagnosed and repaired."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.app.breaking import (
    FAULT,
    NUMBER,
    RIGHT,
    address,
    answered,
    broken,
    opened,
    run_to_the_end,
)
from tests.app.seen import MOST_WORDS, words_seen
from tests.app.visitor import Visitor, play, wait_until_over
from tests.scripted import ScriptedExecutor
from transfer_demo.lessons.faults import FAULTS
from transfer_demo.lessons.words import BREAK_IT
from transfer_demo.ui.break_it import answer, exercise, repair
from transfer_demo.ui.elements import double_click
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.server import services


@pytest.mark.parametrize("number", range(1, len(FAULTS) + 1))
def test_at_first_there_is_nothing_but_a_choice_and_few_words(
    visitor: Visitor, number: int
) -> None:
    opened(visitor, str(number)).assert_calm()
    assert len(words_seen(visitor.at)) <= MOST_WORDS
    assert visitor.button("Break it")
    assert not visitor.at.radio


def test_one_click_starts_the_broken_training_and_asks_what_is_wrong(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it").assert_calm()
    play(executor, steps=2)
    token = address(visitor)[1]
    assert services.store().record(token).plan == FAULT.broken
    assert visitor.at.radio[0].options == [answer.answer for answer in FAULT.answers]
    assert visitor.button("Answer").disabled


def test_nothing_on_the_page_tells_the_fault_before_an_answer(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    seen = broken(visitor, executor).see()
    text = FAULT.text
    for told in (text.title, text.change, text.mended, text.right.why, FAULT.name):
        assert told not in seen
    assert FAULT.name not in str(visitor.at.query_params)


def test_the_right_answer_is_called_right_and_explained(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    answered(broken(visitor, executor), RIGHT).assert_calm()
    assert "Right." in visitor.at.success[0].value
    assert FAULT.text.title in [header.value for header in visitor.at.header]
    assert FAULT.text.change in visitor.read()
    assert "Shows beside the repaired run" in visitor.see()


def test_a_wrong_answer_is_refuted_and_the_right_one_named(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    wrong = next(place for place in range(len(FAULT.answers)) if place != RIGHT)
    answered(broken(visitor, executor), wrong).assert_calm()
    assert not visitor.at.success
    assert "Not this one." in visitor.at.warning[0].value
    assert FAULT.text.right.answer in visitor.read()


def test_the_repair_is_run_and_stands_beside_the_broken_run(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    answered(broken(visitor, executor), RIGHT).press("Run the repair").assert_calm()
    number, first, _, second = address(visitor)
    assert services.store().record(second).plan == FAULT.repaired
    assert services.store().record(first).plan == FAULT.broken
    run_to_the_end(visitor, executor, second)
    visitor.assert_calm()
    seen = visitor.see()
    assert 'class="both-runs"' in seen
    assert "Shows beside the repaired run" not in seen
    assert "{{" not in seen


def test_a_run_that_shows_no_symptom_is_said_to_show_none(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    answered(broken(visitor, executor), RIGHT).press("Run the repair")
    run_to_the_end(visitor, executor, address(visitor)[3])
    # The script trains nothing, so both runs went well.
    assert "Not seen here" in visitor.see()
    assert "does not show all the signs" in visitor.at.info[0].value


def test_a_reload_finds_everything_again(visitor: Visitor, executor: ScriptedExecutor) -> None:
    answered(broken(visitor, executor), RIGHT).press("Run the repair")
    run_to_the_end(visitor, executor, address(visitor)[3])
    again = opened(Visitor(), ".".join(address(visitor)))
    again.assert_calm()
    assert again.at.radio[0].value == RIGHT
    assert 'class="both-runs"' in again.see()


def test_another_fault_and_back_again_loses_nothing(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    before = address(broken(visitor, executor))
    visitor.choose("Fault", 2)
    assert address(visitor) == ["2"]
    visitor.choose("Fault", NUMBER)
    assert address(visitor) == before


def test_a_surprise_is_another_fault(visitor: Visitor) -> None:
    opened(visitor, "3").press("Surprise me").assert_calm()
    assert address(visitor) != ["3"]
    assert 1 <= int(address(visitor)[0]) <= len(FAULTS)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("11", "numbered from 1 to"),
        ("²", "numbered from 1 to"),
        ("3.no_such_run.1.neither", "not there any more"),
        ("3.no_such_run.9", "not there any more"),
    ],
)
def test_a_link_to_no_fault_or_no_run_is_explained(
    executor: ScriptedExecutor, link: str, said: str
) -> None:
    visitor = opened(Visitor(), link)
    visitor.assert_calm()
    assert said in visitor.at.warning[0].value
    assert visitor.button("Break it")


def test_the_run_of_the_lab_stays_where_it_is(visitor: Visitor, executor: ScriptedExecutor) -> None:
    visitor.press("Start training")
    in_the_lab = visitor.token
    opened(visitor, str(NUMBER)).press("Break it")
    visitor.at.switch_page("pages/lab/lab.py").run()
    assert visitor.token == in_the_lab


def test_a_broken_run_is_the_visitors_own_but_never_evidence(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    token = address(broken(visitor, executor))[1]
    (record,) = services.store().runs(visitor.owner)
    assert (record.token, record.status, len(record.plan.arms)) == (token, "done", 2)
    visitor.at.query_params["point"] = "definition"
    visitor.at.switch_page("pages/interview/walkthrough.py").run()
    visitor.choose("Say it aloud, then choose an answer", "Strong").assert_calm()
    assert "In a sample run" in visitor.read()
    assert "Your run" not in visitor.read()


def test_a_run_of_the_lab_is_not_taken_for_a_broken_one_of_the_same_plan(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    number, fault = next(
        (number, fault) for number, fault in enumerate(FAULTS, start=1) if fault.tampering
    )
    images = fault.repaired_images(sample(fault.images))
    token = services.recorder().start(fault.broken, images, owner="ada")
    opened(visitor, f"{number}.{token}").assert_calm()
    assert "not there any more" in visitor.at.warning[0].value


def test_the_broken_run_can_be_stopped_while_it_goes_on_and_only_then(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    token = address(visitor)[1]
    play(executor, steps=4)
    visitor.at.run()
    visitor.press("Stop").assert_calm()
    assert services.store().record(token).stop_requested
    run_to_the_end(visitor, executor, token)
    assert services.store().record(token).status == "stopped"
    assert "stopped after" in visitor.see()
    assert not [button for button in visitor.at.button if button.label == "Stop"]


def test_the_repair_can_be_stopped_too(visitor: Visitor, executor: ScriptedExecutor) -> None:
    answered(broken(visitor, executor), RIGHT).press("Run the repair")
    visitor.press("Stop").assert_calm()
    assert services.store().record(address(visitor)[3]).stop_requested
    run_to_the_end(visitor, executor, address(visitor)[3])
    # Nothing to compare with: what shows beside the repaired run is still open.
    assert "Shows beside the repaired run" in visitor.see()
    assert visitor.button("Run the repair")


def test_a_repair_behind_ones_own_run_in_the_lab_offers_to_stop_that(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.press("Start training")
    play(executor, steps=1)
    in_the_lab = visitor.token
    assert in_the_lab is not None
    opened(visitor, str(NUMBER)).press("Break it")
    visitor.press("Stop my earlier run").assert_calm()
    assert services.store().record(in_the_lab).stop_requested


def test_the_lab_offers_to_stop_a_broken_run_that_is_in_the_way(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    token = address(visitor)[1]
    play(executor, steps=1)
    visitor.at.switch_page("pages/lab/lab.py").run()
    visitor.press("Start training")
    visitor.press("Stop my earlier run").assert_calm()
    assert services.store().record(token).stop_requested


def test_both_runs_can_be_deleted_and_nothing_of_them_stays(
    visitor: Visitor, executor: ScriptedExecutor, home: Path
) -> None:
    answered(broken(visitor, executor), RIGHT).press("Run the repair")
    run_to_the_end(visitor, executor, address(visitor)[3])
    assert [path for path in (home / "images").rglob("*") if path.is_file()]
    assert "Both runs, their curves and their images" in visitor.read()
    visitor.press("Delete for good").assert_calm()
    assert not services.store().runs(visitor.owner)
    assert not [path for path in (home / "images").rglob("*") if path.is_file()]
    assert address(visitor) == [str(NUMBER)]
    assert visitor.button("Break it")
    visitor.choose("Fault", 1).choose("Fault", NUMBER).assert_calm()
    assert address(visitor) == [str(NUMBER)]


def test_an_answer_in_the_address_of_a_run_that_goes_on_comes_too_early(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    early = opened(Visitor(), ".".join([*address(visitor), str(RIGHT)]))
    early.assert_calm()
    assert FAULT.text.title not in early.read()
    assert early.button("Answer").disabled


def test_the_words_of_a_fault_lead_to_the_glossary(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    seen = answered(broken(visitor, executor), RIGHT).see()
    (change,) = [line for line in seen.splitlines() if "What was done:" in line]
    (signs,) = [line for line in seen.splitlines() if 'class="signs"' in line]
    assert "](glossary#" in change
    assert 'href="glossary#' in signs


def test_a_term_leads_to_the_glossary_in_whatever_sentence_of_the_page_it_stands(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    term = "A backbone."

    def said(name: str, /, **values: str) -> str:
        return f"{BREAK_IT.say(name, **values)} {term}"

    for module in (exercise, answer, repair):
        monkeypatch.setattr(module, "BREAK_IT", SimpleNamespace(say=said))
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    number_seen = 0

    def look() -> None:
        nonlocal number_seen
        visitor.assert_calm()
        at = visitor.at
        for element in (*at.markdown, *at.caption, *at.info, *at.success, *at.warning):
            assert term not in element.value
            number_seen += "[backbone](glossary#backbone)." in element.value

    opened(visitor, str(NUMBER)).press("Break it")
    look()
    visitor.press("Stop")
    run_to_the_end(visitor, executor, address(visitor)[1])
    look()
    answered(broken(visitor, executor), RIGHT).press("Run the repair")
    run_to_the_end(visitor, executor, address(visitor)[3])
    look()
    # Introduction and "watch"; introduction and "cut"; five beside the repaired run.
    assert number_seen == 9


@pytest.mark.parametrize("number", ["1" * 5000, "0", "²", "-1"])
def test_a_number_that_is_none_of_a_fault_is_a_sentence(visitor: Visitor, number: str) -> None:
    opened(visitor, number).assert_calm()
    assert "There is no such fault" in visitor.at.warning[0].value


def test_a_run_of_something_else_is_not_taken_for_the_broken_one(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    broken(visitor, executor)
    token = address(visitor)[1]
    other = Visitor()
    opened(other, f"2.{token}.1").assert_calm()
    assert "not there any more" in other.at.warning[0].value
    assert not other.at.radio


def test_what_came_by_the_address_is_there_again_after_a_look_at_another_fault(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    answered(broken(visitor, executor), RIGHT)
    before = ".".join(address(visitor))
    again = opened(Visitor(), before)
    again.choose("Fault", 1).choose("Fault", NUMBER).assert_calm()
    assert ".".join(address(again)) == before


def test_where_the_question_is_hidden_the_answer_is_given(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    broken(visitor, executor)
    link = ".".join(address(visitor))
    shown = Visitor(hide="guess")
    opened(shown, link).assert_calm()
    assert FAULT.text.title in shown.read()
    assert shown.button("Run the repair")


def test_a_run_that_was_stopped_is_not_diagnosed(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    token = address(visitor)[1]
    play(executor, steps=4)
    services.recorder().stop(token, by=visitor.owner)
    play(executor)
    wait_until_over(token)
    visitor.at.run()
    visitor.assert_calm()
    assert not visitor.at.radio
    assert visitor.button("Break it")
