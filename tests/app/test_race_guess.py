import re
from collections.abc import Sequence

import pytest

from tests.app.visitor import Visitor, play, wait_until_over
from tests.scripted import ScriptedExecutor
from transfer_demo.ui.elements import double_click
from transfer_demo.ui.server import services
from transfer_demo.verdict.guess import RaceGuess

QUESTIONS = ["Who will win?", "By how many percentage points?", "Where will the curves cross?"]
GUESS = RaceGuess(winner="fine_tune", lead=0.35, crossing_epoch=4)


def asked(visitor: Visitor) -> Sequence[str]:
    """The questions of the guess that stand on the page."""
    at = visitor.at
    labels = {widget.label for widget in (*at.segmented_control, *at.slider, *at.selectbox)}
    return [question for question in QUESTIONS if question in labels]


def lacking(visitor: Visitor) -> list[str]:
    """What stands beside the button to start as missing of the guess."""
    said = [info.value for info in visitor.at.info if "not complete" in info.value]
    return [] if not said else said[0].split("Say ")[1].split(", or")[0].split(" and ")


def guess(visitor: Visitor, made: RaceGuess) -> Visitor:
    """Answer all questions."""
    visitor.choose("Who will win?", made.winner)
    if made.winner != "undecided":
        visitor.choose("By how many percentage points?", round(100 * made.lead))
    return visitor.choose("Where will the curves cross?", made.crossing_epoch or 0)


@pytest.fixture
def guesser(executor: ScriptedExecutor) -> Visitor:
    """Somebody who has come by a link that asks for a guess."""
    return Visitor(guess="1")


def test_nobody_is_asked_in_free_exploration(visitor: Visitor) -> None:
    assert asked(visitor) == []
    assert "guess" not in visitor.link()
    visitor.press("Start training").assert_calm()
    assert visitor.record.guess is None


def test_a_link_asks_for_a_guess_and_is_passed_on(guesser: Visitor) -> None:
    assert asked(guesser) == QUESTIONS
    assert guesser.link()["guess"] == "1"
    again = Visitor(**guesser.link())
    assert asked(again) == QUESTIONS
    again.choose("Guess first", False)
    assert asked(again) == []
    assert "guess" not in again.link()
    again.assert_calm()


def test_nonsense_in_a_link_gives_a_sentence(executor: ScriptedExecutor) -> None:
    visitor = Visitor(guess="maybe")
    assert asked(visitor) == []
    assert any("Guess first" in warning.value for warning in visitor.at.warning)
    assert not Visitor(guess="0").at.warning


def test_the_guess_belongs_to_the_run_and_outlives_a_reload(
    guesser: Visitor, executor: ScriptedExecutor
) -> None:
    guess(guesser, GUESS).press("Start training").assert_calm()
    assert guesser.record.guess == GUESS
    assert f"Your guess: {GUESS.words}" in guesser.see()
    play(executor, steps=4)
    guesser.at.run()
    assert re.search("urprise so far: ", guesser.see())
    play(executor)
    wait_until_over(guesser.token)
    assert guesser.token
    again = Visitor(run=guesser.token, owner=guesser.record.owner)
    assert re.search("urprise: ", again.see())
    assert asked(again) == QUESTIONS  # for the next race
    again.assert_calm()


def test_nobody_is_told_that_the_guess_of_another_person_was_theirs(guesser: Visitor) -> None:
    guess(guesser, GUESS).press("Start training")
    assert guesser.token
    other = Visitor(run=guesser.token)
    assert other.record.guess == GUESS, "it is the same run"
    assert "guess:" not in other.see()
    assert asked(other) == []


def test_what_is_answered_later_changes_no_run_that_was_started(
    guesser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    guess(guesser, GUESS).press("Start training")
    first = guesser.token
    assert guesser.value("Who will win?") is None, "the next race has a guess of its own"
    other = RaceGuess(winner="undecided", lead=0, crossing_epoch=None)
    guess(guesser, other)
    assert guesser.record.guess == GUESS
    guesser.choose("Seed", 1).press("Start training")
    assert guesser.token != first
    assert guesser.record.guess == other


def test_who_does_not_guess_starts_all_the_same(guesser: Visitor) -> None:
    assert "You can also start without a guess." in guesser.read()
    assert not guesser.at.info
    guesser.press("Start training").assert_calm()
    assert guesser.record.guess is None
    assert "urprise" not in guesser.see()


def test_a_guess_that_is_not_complete_is_not_kept_and_says_so(guesser: Visitor) -> None:
    guesser.choose("Who will win?", "scratch")
    assert "Not complete yet" in guesser.read()
    assert lacking(guesser) == ["where the curves cross"]
    guesser.press("Start training").assert_calm()
    assert guesser.record.guess is None


def test_beside_the_start_stands_what_a_guess_lacks(guesser: Visitor) -> None:
    guesser.choose("By how many percentage points?", 20)
    assert lacking(guesser) == ["who will win", "where the curves cross"]
    guesser.choose("Where will the curves cross?", 0)
    assert lacking(guesser) == ["who will win"]
    guesser.choose("Who will win?", "scratch")
    assert lacking(guesser) == []
    guesser.choose("Who will win?", None)
    guesser.choose("Guess first", False)
    assert lacking(guesser) == [], "nobody asks"


def test_only_where_its_fields_are_the_page_asks_for_a_guess(executor: ScriptedExecutor) -> None:
    ask = "Make a guess"
    assert ask in Visitor(guess="1").see()
    for query in ({}, {"hide": "guess"}, {"guess": "1", "hide": "guess"}):
        seen = Visitor(**query).see()
        assert ask not in seen, query
        assert "Press <b>Start training</b>" in seen, query


def test_where_nobody_wins_there_is_no_lead_to_guess(guesser: Visitor) -> None:
    guesser.choose("Who will win?", "undecided")
    assert asked(guesser) == [QUESTIONS[0], QUESTIONS[2]]
    guesser.choose("Where will the curves cross?", 0)
    assert "You guess that it stays undecided and the curves never cross" in guesser.read()
    guesser.choose("Who will win?", "scratch")
    assert asked(guesser) == QUESTIONS


def test_curves_cross_in_an_epoch_of_the_race(guesser: Visitor) -> None:
    guess(guesser, RaceGuess(winner="scratch", lead=0.1, crossing_epoch=10))
    guesser.choose("Epochs", 5).assert_calm()
    assert guesser.value("Where will the curves cross?") is None
    assert "Not complete yet" in guesser.read()
    guesser.press("Start training").assert_calm()
    assert guesser.record.guess is None


def test_curves_may_cross_as_long_as_scratch_trains(executor: ScriptedExecutor) -> None:
    guesser = Visitor(guess="1", epochs="5", scratch_epochs_factor="4")
    made = RaceGuess(winner="scratch", lead=0.1, crossing_epoch=20)
    guess(guesser, made).press("Start training").assert_calm()
    assert guesser.record.guess == made
    guesser.choose("Where will the curves cross?", 20).choose("Epochs from scratch", 1)
    assert guesser.value("Where will the curves cross?") is None


def test_a_training_without_a_rival_has_no_guess(executor: ScriptedExecutor) -> None:
    visitor = Visitor(guess="1", arms="fine_tune")
    assert asked(visitor) == []
    assert "Guess first" not in [toggle.label for toggle in visitor.at.toggle]
    visitor.press("Start training").assert_calm()
    assert services.store().record(visitor.token or "").guess is None
