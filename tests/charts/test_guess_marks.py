from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.told import arm_events, race, started
from transfer_demo.charts import curves, theme
from transfer_demo.charts.x_axis import X_AXES
from transfer_demo.history import History, fold
from transfer_demo.plan import ARMS
from transfer_demo.verdict.guess import RaceGuess

TOTAL = 40


def _race(fine_tune: Sequence[int], scratch: Sequence[int]) -> History:
    return race(
        arm_events("fine_tune", fine_tune, total=TOTAL),
        arm_events("scratch", scratch, total=TOTAL),
    )


RACE = _race([20, 39, 36], [10, 22, 20])
NOTHING_YET = fold([], arms=ARMS)


def _guess(**changes: Any) -> RaceGuess:
    return RaceGuess(**({"winner": "fine_tune", "lead": 0.3, "crossing_epoch": 2} | changes))


def _marks(guess: RaceGuess, history: History = RACE, **choices: Any) -> list[dict[str, Any]]:
    """The crossing, the bracket and the points where the arms would arrive."""
    traces = curves.figure(history, guess=guess, **choices).to_dict()["data"]
    return [trace for trace in traces if trace["legendgroup"] == "guess"]


def test_the_curves_are_drawn_over_the_guess_and_stay_as_they_are() -> None:
    without, guessed = curves.figure(RACE).data, curves.figure(RACE, guess=_guess()).data
    assert [trace.legendgroup for trace in guessed[:3]] == ["guess"] * 3
    assert guessed[3:] == without


def test_the_legend_names_the_guess_once() -> None:
    chart = curves.figure(RACE, guess=_guess())
    named = [trace.name for trace in chart.data if trace.showlegend]
    assert named == ["Your guess", "Fine-tuning", "From scratch"]


@pytest.mark.parametrize("x_axis", X_AXES)
def test_a_crossing_has_a_place_only_among_epochs(x_axis: str) -> None:
    crossing, *_ = _marks(_guess(), x_axis=x_axis)
    assert list(crossing["x"]) == ([2, 2] if x_axis == "epoch" else [])
    assert list(crossing["y"]) == ([0, 100] if x_axis == "epoch" else [])


def test_curves_that_are_guessed_never_to_cross_have_no_line() -> None:
    crossing, *_ = _marks(_guess(crossing_epoch=None))
    assert not crossing["x"]
    assert not crossing["text"]


def test_the_line_of_the_crossing_says_what_it_is_on_the_side_with_more_room() -> None:
    begun = fold([started(arm, epochs=10) for arm in ARMS])
    sides = {
        epoch: _marks(_guess(crossing_epoch=epoch), begun)[0]["textposition"] for epoch in (2, 9)
    }
    assert sides == {2: "top right", 9: "top left"}
    crossing = _marks(_guess(crossing_epoch=9), begun)[0]
    assert "crossing" in crossing["text"][0]
    assert "epoch 9" in crossing["hovertext"]


@pytest.mark.parametrize("x_axis", X_AXES)
def test_the_lead_stands_where_the_arm_that_is_expected_behind_is_now(
    x_axis: str,
) -> None:
    _, bracket, finish = _marks(_guess(lead=0.3), x_axis=x_axis)
    assert list(bracket["y"]) == pytest.approx([50, 50, 80, 80])
    assert list(finish["text"]) == ["+30", ""]
    _, bracket, _ = _marks(_guess(winner="scratch", lead=0.05), x_axis=x_axis)
    assert list(bracket["y"]) == pytest.approx([90, 90, 95, 95])


def test_the_expected_winner_stands_at_the_upper_end() -> None:
    for winner, loser in (ARMS, ARMS[::-1]):
        *_, finish = _marks(_guess(winner=winner, lead=0.05))
        assert finish["y"][0] < finish["y"][1]
        assert finish["marker"]["color"] == [theme.ARM_COLOURS[arm] for arm in (loser, winner)]
        assert finish["marker"]["symbol"] == [theme.ARM_SYMBOLS[arm] for arm in (loser, winner)]


def test_an_undecided_race_has_both_arms_side_by_side_in_the_middle_of_what_is_measured() -> None:
    _, bracket, finish = _marks(_guess(winner="undecided", lead=0))
    assert [*bracket["y"], *finish["y"]] == pytest.approx([70] * 6)
    assert len(set(finish["x"])) == 2
    assert not any(finish["text"])


@given(
    st.sampled_from([NOTHING_YET, RACE, _race([40], [40]), _race([3], [0])]),
    st.sampled_from(ARMS),
    st.floats(0, 1),
)
def test_the_guess_stays_inside_of_the_chart(history: History, winner: str, lead: float) -> None:
    _, bracket, finish = _marks(_guess(winner=winner, lead=lead), history)
    heights = [*bracket["y"], *finish["y"]]
    assert min(heights) >= 0
    assert max(heights) <= 100


def test_before_there_is_a_result_the_lead_hangs_in_the_middle() -> None:
    _, bracket, _ = _marks(_guess(lead=0.3), NOTHING_YET)
    assert list(bracket["y"]) == pytest.approx([35, 35, 65, 65])


def test_the_number_of_the_lead_keeps_off_the_axis() -> None:
    *_, finish = _marks(_guess(lead=0.5), _race([40], [3]))
    assert (list(finish["text"]), finish["textposition"]) == (["", "+50"], "top center")


def test_a_guessed_crossing_has_its_place_before_the_planned_epochs_are_known() -> None:
    guess = _guess(crossing_epoch=7)
    assert curves.figure(NOTHING_YET, guess=guess).layout.xaxis.range == (-0.5, 7.5)
    assert curves.figure(RACE, guess=guess).layout.xaxis.range == (-0.5, 3.5)


def test_a_chart_can_be_brought_up_to_date() -> None:
    before, after = (curves.figure(run, guess=_guess()) for run in (NOTHING_YET, RACE))
    assert [t.legendgroup for t in before.data] == [t.legendgroup for t in after.data]


def test_the_strip_of_the_guess_stands_beside_the_curves() -> None:
    chart = curves.figure(RACE, guess=_guess(), x_axis="seconds")
    assert chart.layout.xaxis.domain[1] < chart.layout.xaxis2.domain[0]
    assert {trace.xaxis for trace in chart.data} == {None, "x2"}
    assert curves.figure(RACE).layout.xaxis.domain is None


def test_the_loss_has_no_guess() -> None:
    assert curves.figure(RACE, metric="loss", guess=_guess()) == curves.figure(RACE, metric="loss")
