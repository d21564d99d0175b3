"""The pages of the studies, with an executor that plays a script by hand."""

import re
from collections.abc import Iterable

import pytest

from tests.app.visitor import Visitor, play, wait_until, wait_until_over
from tests.scripted import ScriptedExecutor, learn
from transfer_demo.backbones import catalogue
from transfer_demo.events import Event, Finished
from transfer_demo.plan import FINE_TUNE, SCORE
from transfer_demo.studies import freeze
from transfer_demo.studies.asking import available
from transfer_demo.training.job import Job
from transfer_demo.ui.elements import double_click
from transfer_demo.ui.server import services
from transfer_demo.ui.server.session import choice_key

CATCH_UP = "Your guess: with how many times the epochs does scratch reach fine-tuning?"
GUESS = "Your guess: with how many frozen stages will fine-tuning be best?"


@pytest.fixture(autouse=True)
def no_double_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)


def start(visitor: Visitor, question: str, *, seeds: int = 1) -> Visitor:
    visitor.open(question).choose("Seeds", seeds).choose("Epochs", 2)
    return visitor.press("Start the study")


def finish(visitor: Visitor, executor: ScriptedExecutor) -> Visitor:
    """Let all trainings of the study in the address say all they have to say."""
    token = visitor.study.token
    studies = services.store().studies

    def over() -> bool:
        executor.step(20)
        return studies.record(token).status not in ("queued", "running")

    wait_until(over)
    visitor.at.run()
    return visitor


@pytest.mark.parametrize("question", ["freeze", "labels", "backbones", "catch-up"])
def test_a_page_says_what_is_fixed_varied_and_compared(visitor: Visitor, question: str) -> None:
    visitor.open(question).assert_calm()
    seen = visitor.see()
    assert "stay the same" in seen
    assert "varies" in seen
    assert "Compared" in seen
    assert visitor.button("Stop").disabled


def test_a_study_of_depths_fills_in_and_answers(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    start(visitor, "freeze")
    assert visitor.study.status in ("queued", "running")
    visitor.at.run()
    assert "0 of 11 done" in visitor.see()
    play(executor, steps=7)
    wait_until(lambda: any(c.done for c in services.store().studies.cells(visitor.study.token)))
    visitor.at.run()
    assert re.search(r"[1-9]\d? of 11 done", visitor.see())
    assert "So far" in visitor.see()
    finish(visitor, executor).assert_calm()
    seen = visitor.read()
    assert "11 of 11 done" in seen
    assert "fine-tuning is best" in seen
    assert "So far" not in seen
    arms = [ticket.job.arm for ticket in executor.tickets]
    assert sorted(arms) == ["fine_tune"] * 10 + ["scratch"]
    assert {ticket.job.threads for ticket in executor.tickets} == {1}


def test_a_guess_is_kept_and_the_difference_is_said(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.open("freeze").choose(GUESS, 3)
    start(visitor, "freeze")
    assert visitor.study.guess == 3
    finish(visitor, executor)
    assert any("You guessed 3 frozen stages" in info.value for info in visitor.at.info)


def test_without_a_guess_nothing_is_said_of_one(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    finish(start(visitor, "freeze"), executor)
    assert visitor.study.guess is None
    assert "guessed" not in visitor.see()


def test_the_best_depth_goes_to_the_lab(visitor: Visitor, executor: ScriptedExecutor) -> None:
    finish(start(visitor, "freeze"), executor)
    cells = services.store().studies.cells(visitor.study.token)
    depth = freeze.read(cells).best
    visitor.press("Use this depth in the Lab").assert_calm()
    assert visitor.at.title[0].value == "Lab"
    assert visitor.value("Frozen stages") == depth
    assert visitor.value("Epochs") == 2
    assert "study" not in visitor.at.query_params


def test_stop_stops_and_the_rest_can_be_measured_later(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    start(visitor, "freeze")
    play(executor, steps=7)
    visitor.at.run()
    visitor.press("Stop")
    finish(visitor, executor)
    assert visitor.study.status == "stopped"
    done = sum(cell.done for cell in services.store().studies.cells(visitor.study.token))
    assert 0 < done < 11
    visitor.press("Go on with the rest")
    finish(visitor, executor).assert_calm()
    assert visitor.study.status == "done"
    assert "11 of 11 done" in visitor.see()


def test_a_reload_shows_the_same_study_with_its_choices(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    finish(start(visitor, "freeze", seeds=2), executor)
    again = Visitor(study=visitor.study.token)
    again.open("freeze")
    assert again.value("Seeds") == 2
    assert again.value("Epochs") == 2
    assert again.value("Images") == "everyday"


def test_a_reload_goes_back_to_the_images_that_were_chosen(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.choose("Images", "digits")
    finish(start(visitor, "freeze"), executor)
    assert Visitor(study=visitor.study.token).value("Images") == "digits"


def test_what_was_measured_before_is_taken_over_and_said(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    finish(start(visitor, "freeze"), executor)
    trained = len(executor.tickets)
    first = visitor.study.token
    visitor.press("Start the study")
    assert visitor.study.token != first
    assert visitor.study.status == "done"
    visitor.at.run()
    assert "11 trainings were measured before" in visitor.see()
    assert len(executor.tickets) == trained


def test_an_earlier_study_can_be_shown_again(visitor: Visitor, executor: ScriptedExecutor) -> None:
    finish(start(visitor, "freeze"), executor)
    first = visitor.study.token
    visitor.press("Start the study")
    (earlier,) = [button for button in visitor.at.button if button.key == f"earlier_{first}"]
    earlier.click().run()
    assert visitor.study.token == first


def test_the_study_of_labels_goes_through_the_sizes(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    finish(start(visitor, "labels"), executor).assert_calm()
    sizes = {ticket.job.plan.train_per_class for ticket in executor.tickets}
    assert sizes >= {1, 2, 5, 10, 20}
    validation = {ticket.job.images.validation for ticket in executor.tickets}
    assert len(validation) == 1
    assert "fine-tuning" in visitor.see().lower()


def test_a_study_of_longer_trainings_says_what_it_costs_and_answers(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.open("catch-up").choose("Epochs", 2).choose(CATCH_UP, 4)
    assert visitor.at.title[0].value == "Does scratch catch up?"
    seen = visitor.read()
    assert "the longest trainings have 32 epochs" in seen
    assert re.search("about [0-9]+ times the work of one race", seen)
    assert "He, Girshick" in seen
    assert "Yosinski" in seen
    finish(start(visitor, "catch-up"), executor).assert_calm()
    lengths = [(t.job.arm, t.job.plan.epochs_of(t.job.arm)) for t in executor.tickets]
    assert sorted(lengths) == [("fine_tune", 2), *(("scratch", 2 * n) for n in (1, 2, 4, 8, 16))]
    seen = visitor.read()
    # In the script both arms learn alike.
    assert "Scratch is not below fine-tuning with as many epochs" in seen
    assert "You guessed that scratch catches up with 4 times the epochs." in seen
    assert "choices are different" not in seen
    visitor.press("Use this length in the Lab").assert_calm()
    assert visitor.at.session_state[choice_key("scratch_epochs_factor")] == 1


def test_a_study_takes_fine_tuning_over_from_a_race_and_from_another_study(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.choose("Epochs", 2).press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    trained = len(executor.tickets)
    finish(start(visitor, "catch-up"), executor)
    longer = executor.tickets[trained:]
    assert {t.job.plan.epochs_of(t.job.arm) for t in longer} == {4, 8, 16, 32}
    assert "2 trainings were measured before" in visitor.read()


def test_networks_are_scored_then_comes_the_bet_and_then_the_trainings(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    start(visitor, "backbones")
    finish(visitor, executor).assert_calm()
    assert {ticket.job.arm for ticket in executor.tickets} == {SCORE}
    visitor.choose("Your bet: which one will be best after fine-tuning?", "efficientnet_lite2")
    visitor.press("Fine-tune them all").assert_calm()
    assert visitor.study.guess == "efficientnet_lite2"
    finish(visitor, executor).assert_calm()
    trained = [ticket.job for ticket in executor.tickets if ticket.job.arm == FINE_TUNE]
    assert len(trained) == len(available())
    scored = [ticket.job for ticket in executor.tickets if ticket.job.arm == SCORE]
    assert trained[0].images == scored[0].images
    assert "You bet on EfficientNet-Lite2" in visitor.read()


def test_a_network_whose_scores_failed_does_not_keep_the_others_waiting(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_one(job: Job) -> Iterable[Event]:
        if job.plan.backbone == "efficientnet_lite1":
            return [Finished(arm=job.arm, outcome="failed", seconds=1.0, message="No weights.")]
        return learn(job)

    monkeypatch.setattr(executor, "_script", fail_one)
    finish(start(visitor, "backbones"), executor)
    assert visitor.study.status == "failed"
    bets = visitor.at.pills[0]
    scored = [name for name in available() if name != "efficientnet_lite1"]
    assert bets.options == [catalogue.get(name).title for name in scored]
    visitor.press("Fine-tune them all").assert_calm()
    finish(visitor, executor)
    trained = {t.job.plan.backbone for t in executor.tickets if t.job.arm == FINE_TUNE}
    assert trained == set(scored)


def test_a_link_brings_the_choices_of_a_study(visitor: Visitor) -> None:
    visitor.open("freeze").choose("Seeds", 5).choose("BatchNorm in training mode", True)
    link = visitor.link()
    assert (link["seeds"], link["variants"]) == ("5", "batch_norm")
    other = Visitor(**link).open("freeze")
    assert other.value("Seeds") == 5
    assert other.value("BatchNorm in training mode")
    assert not other.value("Probe first, then everything")


def test_nonsense_in_a_link_to_a_study_is_said(executor: ScriptedExecutor) -> None:
    visitor = Visitor(seeds="many").open("freeze")
    visitor.assert_calm()
    assert visitor.value("Seeds") == 3
    assert any("Seeds" in warning.value for warning in visitor.at.warning)


def test_the_page_says_when_the_choices_are_different_now(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    finish(start(visitor, "freeze"), executor)
    assert "choices are different" not in visitor.see()
    visitor.choose("Epochs", 3)
    assert "choices are different" in visitor.see()


def test_the_address_of_another_questions_study_leads_to_its_page(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    finish(start(visitor, "labels"), executor)
    other = Visitor()
    other.open("freeze")
    other.at.query_params["study"] = visitor.study.token
    other.at.run()
    other.assert_calm()
    assert other.at.title[0].value == "How few images?"
    assert other.study.token == visitor.study.token
    other.at.query_params.clear()
    assert other.open("freeze").at.title[0].value == "How many layers?"


def test_an_address_without_a_study_is_explained(visitor: Visitor) -> None:
    visitor.open("freeze")
    visitor.at.query_params["study"] = "nonsense"
    visitor.at.run()
    assert "no study at this address" in visitor.at.warning[0].value
    visitor.press("Go on without it").assert_calm()
    assert not visitor.at.warning


def test_a_study_can_be_deleted(visitor: Visitor, executor: ScriptedExecutor) -> None:
    finish(start(visitor, "freeze"), executor)
    visitor.press("Delete for good").assert_calm()
    assert services.store().studies.of(visitor.owner) == []
    assert "study" not in visitor.at.query_params


def test_who_deletes_a_run_that_a_study_shows_is_told_so(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.choose("Epochs", 2).press("Start training")
    play(executor)
    run = visitor.token
    wait_until(lambda: services.store().record(str(run)).status == "done")
    visitor.at.run()
    assert "study" not in visitor.button("Delete for good").label
    assert "shown in" not in visitor.read()
    finish(start(visitor, "freeze"), executor)
    again = Visitor(owner=visitor.owner, run=str(run))
    assert "shown in 1 study" in again.read()


def test_images_that_cannot_be_divided_give_a_sentence(visitor: Visitor) -> None:
    visitor.choose("Images", "own").open("freeze").press("Start the study")
    (error,) = visitor.at.error
    assert "at least two are needed" in error.value
    assert not visitor.at.exception


def test_a_training_that_fails_is_told_of(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(job: Job) -> Iterable[Event]:
        return [Finished(arm=job.arm, outcome="failed", seconds=1.0, message="It had no memory.")]

    monkeypatch.setattr(executor, "_script", fail)
    finish(start(visitor, "freeze"), executor)
    assert visitor.study.status == "failed"
    assert "It had no memory." in visitor.see()
    assert visitor.button("Go on with the rest")
