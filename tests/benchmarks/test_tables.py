import math
from dataclasses import replace

import pytest

from tests.benchmarks.goals import Goal, goals
from tests.benchmarks.measurement import Measurements
from tests.benchmarks.peers import registry as peer
from tests.benchmarks.stopwatch import PARTS, VIEWS
from tests.benchmarks.tables import BEGIN, END, fill, render
from tests.benchmarks.test_measurement import measured, several

NOTHING = dict.fromkeys(PARTS, 0.0)


def a_run() -> Measurements:
    return several(
        measured(peer.FORWARD, 1.0),
        measured(peer.ALL_FROZEN, 2.0, 0.5, 0.9),
        replace(measured(peer.FASTAI, 30.0, 0.8, 0.7), loader_workers=2),
        replace(measured(peer.LOGISTIC, 30.0, 0.8), loader_workers=0),
        measured(peer.OUR_SCRATCH, 9.0, 0.4, 0.3),
        measured(f"{peer.PLAIN_SCRATCH}sgd", 9.0, 0.6, 0.25),
        measured(f"{peer.PLAIN_SCRATCH}adamw", 9.0, 0.3, 0.35),
    )


def row(text: str, start: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {start}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_contestant_has_a_row_with_its_ratios_and_accuracies() -> None:
    text = render(a_run())
    assert row(text, peer.FASTAI.title())[-4:] == ["15.00", "", "70.0 %", "80.0 %"]
    assert row(text, peer.ALL_FROZEN.title())[-2:] == ["90.0 %", "90.0 %"]
    assert row(text, peer.FORWARD.title())[-2:] == ["", ""]


def test_the_number_of_loader_processes_stands_in_the_table() -> None:
    text = render(a_run())
    assert row(text, peer.FASTAI.title())[1] == "2, kept"
    assert row(text, peer.LOGISTIC.title())[1] == "0, in the loop"
    assert row(text, peer.ALL_FROZEN.title())[1] == ""


def test_plain_recipes_have_a_table_of_their_own_with_the_last_epoch() -> None:
    sets, _, scratch = render(a_run()).partition("### From scratch")
    assert peer.PLAIN_SCRATCH.title() not in sets
    assert row(scratch, f"{peer.PLAIN_SCRATCH}sgd".title())[1:] == ["25.0 %", "25.0 %"]


def test_where_the_seconds_go_is_the_mean_of_all_runs() -> None:
    runs = [
        replace(measured(peer.DEFAULT, seconds, 0.5, seed=seed), parts={**NOTHING, VIEWS: share})
        for seed, (seconds, share) in enumerate([(2.0, 1.0), (4.0, 2.0)])
    ]
    text = render(several(*runs))
    assert row(text, VIEWS)[1:] == ["1.50"]
    assert row(text, "all ")[1:] == ["3.00"]
    assert "Where the seconds go" not in render(a_run())


def test_a_goal_says_whether_it_was_reached() -> None:
    text = render(a_run())
    assert row(text, "time, all frozen by bare forward pass")[-2:] == ["2.00x", "no"]
    assert row(text, "time, fastai by all frozen")[-2:] == ["15.00x", "yes"]


def test_what_was_not_measured_has_no_line_among_the_goals() -> None:
    assert "less scikit-learn" not in render(a_run())


def test_the_scratch_arm_is_held_against_the_plain_recipe_that_ends_best() -> None:
    (plain,) = [g for g in goals(a_run()) if g.second.startswith(peer.PLAIN_SCRATCH)]
    assert plain.second == f"{peer.PLAIN_SCRATCH}adamw"
    assert plain.value(a_run(), "flowers") == pytest.approx(-5.0)
    assert plain.reached(-0.9)
    assert not plain.reached(-1.1)


def test_ratios_are_averaged_so_that_twice_and_half_cancel_out() -> None:
    goal = Goal(title="", kind="time", first="a", second="b", limit=1.0)
    sets = {"one": (4.0, 2.0), "two": (2.0, 4.0)}
    run = several(
        *(
            type(each)(**{**vars(each), "data_set": name})
            for name, (a, b) in sets.items()
            for each in (measured("a", a, 0.5), measured("b", b, 0.5))
        )
    )
    average = goal.average(run)
    assert average is not None
    assert math.isclose(average, 1.0)


def test_tables_go_between_the_marks_and_leave_the_rest_of_the_page() -> None:
    page = f"# Title\n\n{BEGIN}\nold\n{END}\n\nEnd.\n"
    assert fill(page, "new") == f"# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nEnd.\n"
    assert fill(fill(page, "other"), "new") == fill(page, "new")


def test_a_page_without_marks_becomes_the_tables() -> None:
    assert fill("", "new") == "new\n"
