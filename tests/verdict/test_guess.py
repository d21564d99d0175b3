import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.told import arm_events, race
from transfer_demo.events import Outcome
from transfer_demo.history import History, fold
from transfer_demo.plan import ARMS
from transfer_demo.verdict import judge
from transfer_demo.verdict.guess import RaceGuess, crossing, crossings, surprise

TOTAL = 40
COUNTS = st.lists(st.integers(0, TOTAL), min_size=1, max_size=8)
GUESSES = st.one_of(
    st.builds(
        RaceGuess,
        winner=st.sampled_from(ARMS),
        lead=st.floats(0, 1),
        crossing_epoch=st.none() | st.integers(1, 12),
    ),
    st.builds(
        RaceGuess,
        winner=st.just("undecided"),
        lead=st.just(0),
        crossing_epoch=st.none() | st.integers(1, 12),
    ),
)


def _race(fine_tune: Sequence[int], scratch: Sequence[int], *, over: bool = True) -> History:
    """A race in which the arms get so many of the images right after each epoch."""
    outcome = "done" if over else None
    return race(
        arm_events("fine_tune", fine_tune, total=TOTAL, outcome=outcome),
        arm_events("scratch", scratch, total=TOTAL, outcome=outcome),
    )


def _guess(**changes: Any) -> RaceGuess:
    values = {"winner": "fine_tune", "lead": 0.25, "crossing_epoch": None}
    return RaceGuess(**(values | changes))


@given(GUESSES)
def test_a_guess_survives_being_written_as_json(guess: RaceGuess) -> None:
    assert RaceGuess.from_dict(json.loads(json.dumps(guess.to_dict()))) == guess


@pytest.mark.parametrize(
    "wrong",
    [
        {"winner": "both"},
        {"lead": -0.01},
        {"lead": 1.01},
        {"lead": float("nan")},
        {"lead": True},
        {"winner": "undecided", "lead": 0.1},
        {"crossing_epoch": 0},
        {"crossing_epoch": 2.5},
        {"crossing_epoch": True},
    ],
)
def test_a_guess_that_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="choose|must"):
        _guess(**wrong)


@pytest.mark.parametrize(
    ("fine_tune", "scratch", "crossed"),
    [
        ([20, 30, 32], [9, 20, 25], ()),
        ([20, 30, 30], [9, 20, 33], (3,)),
        ([9, 20, 33], [20, 22, 30], (3,)),
        ([20, 10, 30], [10, 20, 20], (2, 3)),
        # A tie on the way belongs to the next epoch with a leader ...
        ([20, 20, 20, 20], [10, 20, 20, 30], (4,)),
        # ... which may be the one from before.
        ([20, 20, 30], [10, 20, 20], ()),
        # Nobody has led before the first lead.
        ([10, 10, 20], [10, 10, 10], ()),
        ([10, 10], [10, 10], ()),
        # An arm that has done all its epochs stays as good as it was.
        ([20, 20], [10, 10, 30], (3,)),
        ([20, 20], [10, 10, 10, 20, 30, 10, 40], (5, 6, 7)),
        ([10, 10, 30], [20], (3,)),
        ([], [10, 10, 30], ()),
    ],
)
def test_curves_cross_where_the_one_behind_goes_ahead(
    fine_tune: list[int], scratch: list[int], crossed: tuple[int, ...]
) -> None:
    history = _race(fine_tune, scratch)
    assert crossings(history) == crossed
    assert crossing(history) == (crossed[-1] if crossed else None)


@pytest.mark.parametrize("outcome", [None, "stopped", "failed"])
def test_what_an_arm_would_have_come_to_is_not_compared(outcome: Outcome | None) -> None:
    done = arm_events("scratch", [10, 10, 30], total=TOTAL)
    broken = arm_events("fine_tune", [20, 20], total=TOTAL, outcome=outcome)
    assert crossings(race(broken, done)) == ()


def test_a_longer_arm_that_still_runs_is_compared_as_far_as_it_is() -> None:
    done = arm_events("fine_tune", [20], total=TOTAL)
    for far, crossed in (([10, 10], ()), ([10, 10, 30], (3,))):
        runs = arm_events("scratch", far, total=TOTAL, outcome=None)
        assert crossings(race(done, runs)) == crossed
    told = surprise(_guess(winner="scratch", lead=0.25, crossing_epoch=9), race(done, runs))
    assert told.startswith("No surprise so far"), "epoch 9 is still to come"


def test_the_share_of_a_crossing_is_of_the_epochs_of_the_longer_arm() -> None:
    history = _race([10, 10], [5] * 7 + [35])
    assert surprise(_guess(winner="scratch", lead=0.5, crossing_epoch=2), history).startswith(
        "Surprise: the curves crossed in epoch 8."
    )


def test_one_arm_alone_crosses_nothing() -> None:
    alone = fold(arm_events("fine_tune", [10, 20], total=TOTAL))
    assert crossing(alone) is None
    assert crossing(History()) is None


def _pairs(first: list[int], second: list[int]) -> list[tuple[int, int]]:
    """Both arms epoch by epoch; after its end an arm stays what it was."""
    longest = range(max(len(first), len(second)))
    return [(first[min(i, len(first) - 1)], second[min(i, len(second) - 1)]) for i in longest]


@given(COUNTS, COUNTS)
def test_crossings_are_the_same_from_either_side_and_change_the_leader(
    first: list[int], second: list[int]
) -> None:
    found = crossings(_race(first, second))
    assert found == crossings(_race(second, first))
    pairs = _pairs(first, second)
    leaders = [(a > b) - (a < b) for a, b in pairs if a != b]
    changes = sum(x != y for x, y in zip(leaders, leaders[1:], strict=False))
    assert len(found) == changes
    for epoch in found:
        a, b = pairs[epoch - 1]
        assert a != b


@given(COUNTS, COUNTS)
def test_after_the_last_crossing_nobody_goes_ahead_of_the_leader(
    first: list[int], second: list[int]
) -> None:
    epoch = crossing(_race(first, second))
    if epoch is not None:
        ahead = [a - b for a, b in _pairs(first, second)][epoch - 1 :]
        assert all(lead * ahead[0] >= 0 for lead in ahead)


def test_another_winner_is_the_largest_surprise() -> None:
    lost = _race([10, 12], [30, 38])
    assert surprise(_guess(lead=0.65, crossing_epoch=1), lost) == (
        "Surprise: training from scratch won by 65 percentage points. "
        "You guessed that fine-tuning wins by 65 percentage points."
    )
    won = _race([30, 38], [10, 12])
    assert surprise(_guess(winner="undecided", lead=0), won) == (
        "Surprise: fine-tuning won by 65 percentage points. You guessed that it stays undecided."
    )


def test_a_difference_that_may_be_chance_is_undecided_whoever_is_ahead() -> None:
    history = _race([30], [28])
    assert judge(history).winner == "undecided"  # type: ignore[union-attr]
    assert surprise(_guess(lead=0.05), history) == (
        "Surprise: undecided, because a difference of 5 percentage points may be chance. "
        "You guessed that fine-tuning wins by 5 percentage points."
    )
    assert surprise(_guess(winner="undecided", lead=0), history) == (
        "No surprise: undecided, because a difference of 5 percentage points may be chance, "
        "and the curves never crossed."
    )
    assert "without any difference" in surprise(_guess(), _race([30], [30]))


def test_with_the_right_winner_the_larger_gap_is_told() -> None:
    # 50 percentage points; crossed in epoch 4 of 8.
    history = _race([5, 5, 5, 30, 30, 30, 30, 30], [10] * 8)
    assert surprise(_guess(lead=0.1, crossing_epoch=3), history) == (
        "Surprise: fine-tuning won by 50 percentage points. You guessed 10 percentage points."
    )
    assert surprise(_guess(lead=0.45, crossing_epoch=2), history) == (
        "Surprise: the curves crossed in epoch 4. You guessed that the curves cross in epoch 2."
    )
    assert surprise(_guess(lead=0.45, crossing_epoch=None), history) == (
        "Surprise: the curves crossed in epoch 4. You guessed that the curves never cross."
    )


def test_curves_that_cross_more_than_once_are_told_by_the_last_time() -> None:
    history = _race([20, 5, 30, 30], [10] * 4)
    assert surprise(_guess(lead=0.5, crossing_epoch=2), history).startswith(
        "Surprise: the curves crossed for the last time in epoch 3."
    )


def test_what_is_less_than_one_image_is_no_surprise() -> None:
    history = _race([30, 30], [10, 10])
    told = "No surprise: fine-tuning won by 50 percentage points, and the curves never crossed."
    assert surprise(_guess(lead=0.5), history) == told
    assert surprise(_guess(lead=0.52), history) == told
    assert surprise(_guess(lead=0.53), history).startswith("Surprise: ")


def test_while_the_race_goes_on_it_says_so_and_waits_for_what_can_still_come() -> None:
    history = _race([30, 30], [10, 10], over=False)
    assert surprise(_guess(lead=0.5, crossing_epoch=9), history) == (
        "No surprise so far: fine-tuning leads by 50 percentage points, "
        "and the curves have not crossed yet."
    )
    assert surprise(_guess(lead=0.5, crossing_epoch=1), history) == (
        "Surprise so far: the curves have not crossed yet. "
        "You guessed that the curves cross in epoch 1."
    )


def test_before_both_arms_have_a_result_there_is_nothing_to_say() -> None:
    assert surprise(_guess(), fold([], arms=ARMS)) == ""
    assert surprise(_guess(), _race([30], [], over=False)) == ""
    assert surprise(_guess(), fold(arm_events("fine_tune", [10], total=TOTAL))) == ""


@given(GUESSES, COUNTS, COUNTS, st.booleans())
def test_the_line_begins_with_whether_it_is_a_surprise_and_follows_the_verdict(
    guess: RaceGuess, fine_tune: list[int], scratch: list[int], over: bool
) -> None:
    history = _race(fine_tune, scratch, over=over)
    line = surprise(guess, history)
    verdict = judge(history)
    assert verdict is not None
    assert line.startswith(("Surprise", "No surprise"))
    assert (" so far: " in line) is not over
    assert "\n" not in line
    if verdict.winner != guess.winner:
        assert line.startswith("Surprise")
        assert ("undecided" in line.split(". You guessed")[0]) is (verdict.winner == "undecided")


@given(GUESSES)
def test_words_continue_a_sentence(guess: RaceGuess) -> None:
    assert guess.words.startswith(("fine-tuning wins", "training from", "it stays undecided"))
    assert ("never cross" in guess.words) is (guess.crossing_epoch is None)
