from dataclasses import replace

import pytest

from tests.studies.made import BASE, cell, deleted, waiting
from transfer_demo.studies.tally import so_far, tally

PLAN = replace(BASE, arms=("fine_tune",))


def test_every_cell_is_counted_by_what_became_of_it() -> None:
    counted = tally(
        [
            cell(PLAN, 3),
            cell(PLAN, 3, outcome="stopped"),
            cell(PLAN, outcome="failed", message="Too little memory."),
            cell(PLAN, outcome="failed", message="Too little memory."),
            cell(PLAN, 3, outcome=None),
            waiting(PLAN),
            deleted(PLAN),
            deleted(PLAN),
        ]
    )
    assert (counted.planned, counted.done, counted.stopped, counted.failed) == (8, 1, 1, 2)
    assert counted.deleted == 2
    assert counted.words == (
        "1 of 8 is done, 2 were deleted, 1 was stopped, 2 failed (Too little memory.)"
    )
    assert tally([deleted(PLAN)]).words == "0 of 1 are done, 1 was deleted"


@pytest.mark.parametrize(
    ("first", "begun"),
    [
        ("It is best.", "So far, it is best."),
        ("EfficientNet-Lite0 is best.", "So far, EfficientNet-Lite0 is best."),
        ("LogME says so.", "So far, LogME says so."),
        ("2 are done.", "So far, 2 are done."),
    ],
)
def test_what_is_said_of_an_incomplete_study_begins_with_so_far(first: str, begun: str) -> None:
    assert so_far([first, "More."], complete=True) == (first, "More.")
    assert so_far([first, "More."], complete=False) == (begun, "More.")
