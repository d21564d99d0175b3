from dataclasses import replace

from tests.studies.made import BASE, cell, waiting
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
        ]
    )
    assert (counted.planned, counted.done, counted.stopped, counted.failed) == (6, 1, 1, 2)
    assert counted.words == "1 of 6 is done, 1 was stopped, 2 failed (Too little memory.)"


def test_sentences_of_an_incomplete_study_begin_with_so_far() -> None:
    said = ["It is best.", "EfficientNet-Lite0 is second.", "LogME says so.", "2 are done."]
    assert so_far(said, complete=True) == tuple(said)
    assert so_far(said, complete=False) == (
        "So far, it is best.",
        "So far, EfficientNet-Lite0 is second.",
        "So far, LogME says so.",
        "So far, 2 are done.",
    )
