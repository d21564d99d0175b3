import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.visitor import Visitor, play, wait_until, wait_until_over
from tests.scripted import ScriptedExecutor, learn
from transfer_demo.events import Event, Finished, Started
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.training.job import Job
from transfer_demo.ui.address import debounce, navigation
from transfer_demo.ui.elements import double_click
from transfer_demo.ui.server import services


def test_one_click_starts_both_arms(visitor: Visitor, executor: ScriptedExecutor) -> None:
    visitor.press("Start training").assert_calm()
    play(executor, steps=1)
    assert [ticket.job.arm for ticket in executor.tickets] == ["fine_tune", "scratch"]
    assert {ticket.job.run for ticket in executor.tickets} == {visitor.token}


def test_results_appear_while_it_runs(visitor: Visitor, executor: ScriptedExecutor) -> None:
    visitor.press("Start training")
    play(executor, steps=4)
    visitor.at.run()
    seen = visitor.see()
    assert len(re.findall("epoch [23] of 10", seen)) == 2
    assert "So far" in seen
    assert {h.value for h in visitor.at.subheader} == {"Accuracy", "Loss", "Verdict"}
    assert not visitor.button("Stop").disabled


def test_scratch_may_train_longer_and_the_page_copes(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.choose("Epochs", 2).choose("Epochs from scratch", 4).press("Start training")
    assert visitor.record.plan.scratch_epochs_factor == 4
    play(executor, steps=2)
    visitor.at.run()
    assert re.search("epoch [12] of 2", visitor.see())
    assert re.search("epoch [12] of 8", visitor.see())
    play(executor)
    wait_until_over(visitor.token)
    visitor.at.run()
    seen = visitor.read()
    assert "2 epochs (8 from scratch)" in seen
    assert "Training from scratch had 4 times as many epochs" in seen
    assert "choices are different" not in seen
    visitor.assert_calm()


def test_the_end_brings_the_verdict(visitor: Visitor, executor: ScriptedExecutor) -> None:
    visitor.press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    visitor.at.run()
    seen = visitor.see()
    assert "Undecided" in seen
    assert "McNemar" in seen
    assert "Wilson" in seen
    assert visitor.button("Stop").disabled
    visitor.assert_calm()


def test_stop_stops(visitor: Visitor, executor: ScriptedExecutor) -> None:
    visitor.press("Start training")
    play(executor, steps=4)
    visitor.at.run()
    visitor.press("Stop")
    assert visitor.record.stop_requested
    play(executor)
    wait_until_over(visitor.token)
    assert visitor.record.status == "stopped"
    visitor.at.run()
    assert "stopped after" in visitor.see()


def test_a_run_that_waits_can_be_stopped(visitor: Visitor, executor: ScriptedExecutor) -> None:
    other = Visitor()
    other.press("Start training")
    play(executor, steps=1)
    visitor.press("Start training")
    visitor.press("Stop")
    wait_until_over(visitor.token)
    assert visitor.record.status == "stopped"
    assert other.record.status == "running"


def test_a_second_click_at_once_starts_nothing(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 600.0)
    visitor.press("Start training")
    first = visitor.token
    visitor.press("Start training")
    assert visitor.token == first
    assert len(services.store().runs(visitor.owner)) == 1


def test_a_second_click_starts_nothing_while_the_same_race_goes_on(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    visitor.press("Start training")
    first = visitor.token
    visitor.press("Start training")
    assert visitor.token == first
    play(executor)
    wait_until_over(first)
    visitor.press("Start training").assert_calm()
    assert visitor.token != first


def test_a_later_click_starts_another_run(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.press("Start training")
    first = visitor.token
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    visitor.choose("Seed", 1).press("Start training")
    assert visitor.token != first
    assert visitor.record.plan.seed == 1


def test_a_click_that_brings_the_old_address_does_not_bring_the_old_run(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.press("Start training")
    first = visitor.token
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    visitor.choose("Seed", 1).press("Start training")
    second = visitor.token
    visitor.at.query_params["run"] = first
    visitor.at.run()
    assert visitor.token == second


def test_going_back_in_the_browser_shows_the_earlier_run(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.press("Start training")
    first = visitor.token
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    monkeypatch.setattr(debounce, "_SECONDS", 0.0)
    visitor.choose("Seed", 1).press("Start training")
    visitor.at.query_params["run"] = first
    visitor.at.run()
    assert visitor.token == first
    assert "seed 0" in visitor.see()


def test_choices_can_change_while_it_runs_and_the_page_says_so(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.press("Start training")
    play(executor, steps=3)
    assert "choices are different" not in visitor.see()
    visitor.choose("Epochs", 2)
    assert "choices are different" in visitor.see()
    assert visitor.record.plan.epochs == 10


def test_a_reload_shows_the_same_run_with_its_choices(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.choose("Epochs", 3).choose("Frozen stages", 4).press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    assert visitor.token
    again = Visitor(run=visitor.token)
    assert again.token == visitor.token
    assert again.value("Epochs") == 3
    assert again.value("Frozen stages") == 4
    assert "Undecided" in again.see()
    again.assert_calm()


def test_an_earlier_run_of_ones_own_can_be_moved_out_of_the_way(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    visitor.press("Start training")
    earlier = visitor.token
    play(executor, steps=1)
    visitor.choose("Epochs", 2).press("Start training")
    assert visitor.record.status == "queued"
    visitor.press("Stop my earlier run")
    play(executor)
    wait_until_over(earlier)
    wait_until(lambda: len(executor.tickets) == 4)
    play(executor)
    wait_until_over(visitor.token)
    assert visitor.record.status == "done"
    assert earlier
    assert services.store().record(earlier).status == "stopped"


def test_those_who_wait_are_told_how_many_are_ahead(executor: ScriptedExecutor) -> None:
    visitors = [Visitor().press("Start training")]
    play(executor, steps=1)
    visitors += [Visitor().press("Start training") for _ in range(3)]
    for visitor in visitors:
        visitor.at.run()
    assert "Both trainings are running" in visitors[0].see()
    assert "next to start" in visitors[1].see()
    assert "1 run is ahead of you" in visitors[2].see()
    assert "2 runs are ahead of you" in visitors[3].see()


def test_who_is_overtaken_in_the_queue_is_told_why(
    executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    busy = Visitor().press("Start training")
    play(executor, steps=1)
    busy.choose("Epochs", 2).press("Start training")
    assert "next to start" in busy.see()
    for words in ("1 run is ahead", "2 runs are ahead"):
        Visitor().press("Start training")
        busy.at.run()
        assert words in busy.see()
        assert "Before, there was none: who had fewer turns goes first." in busy.see()


def test_a_run_that_has_just_begun_is_not_taken_for_an_earlier_one(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.press("Start training")
    play(executor, steps=1)
    # As a page that looked at the run before it was started.
    late = replace(visitor.record, status="queued")
    at = AppTest.from_function(_offers, kwargs={"record": late})
    at.session_state.owner = late.owner
    assert not at.run().button
    earlier = replace(late, token="another")
    at = AppTest.from_function(_offers, kwargs={"record": earlier})
    at.session_state.owner = late.owner
    assert [button.label for button in at.run().button] == ["Stop my earlier run"]


def _offers(record: "RunRecord") -> None:
    from transfer_demo.ui.lab.queue_position import offer_to_stop_what_is_in_the_way

    offer_to_stop_what_is_in_the_way(record)


def test_a_run_can_be_deleted(visitor: Visitor, executor: ScriptedExecutor, home: Path) -> None:
    visitor.press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    visitor.at.run()
    assert list((home / "images").rglob("*.jpg")) or any((home / "images").rglob("*"))
    token = visitor.token
    visitor.press("Delete for good")
    assert visitor.token is None
    assert token
    assert "no run at this address" in Visitor(run=token).see()
    assert not [file for file in (home / "images").rglob("*") if file.is_file()]


def test_leaving_the_page_and_coming_back_shows_the_same_run_and_choices(
    executor: ScriptedExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "other.py"
    script.write_text("import streamlit as st\nst.title('Elsewhere')\n", encoding="utf-8")
    other = navigation.PageEntry(section="More", script=script, title="Other", icon="🔎")
    monkeypatch.setattr(navigation, "PAGES", (*navigation.PAGES, other))
    visitor = Visitor()
    visitor.choose("Epochs", 4).press("Start training")
    token = visitor.token
    visitor.at.switch_page(str(script)).run()
    assert visitor.at.title[0].value == "Elsewhere"
    visitor.at.query_params.clear()
    visitor.at.switch_page("pages/lab/lab.py").run()
    assert visitor.token == token
    assert visitor.value("Epochs") == 4
    play(executor, steps=3)
    visitor.at.run()
    assert "epoch 2 of 4" in visitor.see()


@pytest.mark.usefixtures("executor")
def test_a_training_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(job: Job) -> list[Event]:
        if job.arm == "scratch":
            return list(learn(job))
        begun = next(event for event in learn(job) if isinstance(event, Started))
        why = "The disk <b>is</b> full."
        return [begun, Finished(arm=job.arm, outcome="failed", seconds=0.1, message=why)]

    executor = ScriptedExecutor(fail, by_hand=True)
    monkeypatch.setattr(services, "make_executor", lambda: executor)
    visitor = Visitor().press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    visitor.at.run()
    assert "The disk &lt;b&gt;is&lt;/b&gt; full." in visitor.see()
    assert visitor.record.status == "failed"
