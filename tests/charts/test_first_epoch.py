from tests.told import arm_events, race
from transfer_demo.charts import curves
from transfer_demo.charts.first_epoch import with_guesses
from transfer_demo.charts.theme import ARM_SYMBOLS


def test_each_guess_stands_at_the_first_epoch_in_the_form_of_its_arm() -> None:
    history = race(
        arm_events("fine_tune", [20, 30], total=33), arm_events("scratch", [9, 20], total=33)
    )
    plain = curves.figure(history)
    guessed = with_guesses(curves.figure(history), {"fine_tune": 0.8, "scratch": 0.35})
    added = guessed.data[len(plain.data) :]
    assert [(trace.x, trace.y) for trace in added] == [((1,), (80.0,)), ((1,), (35.0,))]
    assert [trace.marker.symbol for trace in added] == [
        f"{ARM_SYMBOLS[arm]}-open" for arm in ("fine_tune", "scratch")
    ]
    assert [trace.showlegend for trace in added] == [True, False]
    assert "35%" in added[1].hovertext
    assert with_guesses(curves.figure(history), {}) == plain
