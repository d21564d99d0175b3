"""The numbers of the evidence, worked out again from the events as they were written down."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sklearn.metrics import confusion_matrix

from tests.lessons.written import arm as arm_of
from tests.lessons.written import last, runs
from tests.told import arm_events, epoch_end, finished, race, started
from transfer_demo.history import fold
from transfer_demo.lessons.evidence import (
    RaceEvidence,
    is_whole,
    own_race,
    own_study,
    sample_digits,
    sample_race,
    sample_study,
)
from transfer_demo.lessons.values_races import race_values, worst_pair
from transfer_demo.lessons.values_studies import digits_values, freeze_values
from transfer_demo.plan import Plan

DAY = date(2026, 11, 5)


def mean_of_seeds(name: str, **plan: object) -> float:
    found = runs(name, **plan)
    assert found
    return sum(last(run, run["plan"]["arms"][0]) for run in found) / len(found)


def own(history: Any, **changes: Any) -> RaceEvidence:
    values = {"train_images": 70, "validation_images": 20, "images": "own", "made": DAY, **changes}
    return own_race(Plan(frozen_stages=7), history, **values)


def whole_race() -> Any:
    return race(
        arm_events("fine_tune", [12, 18, 17], total=20),
        arm_events("scratch", [5, 9, 11], total=20, slow=4.0),
    )


def test_the_values_of_the_sample_race_are_those_of_its_events() -> None:
    (run,) = runs("everyday")
    values = race_values(sample_race())
    for arm in ("fine_tune", "scratch"):
        assert values[f"run.{arm}.accuracy"] == f"{100 * last(run, arm):.0f}%"
        _, _, end = arm_of(run, arm)
        decimals = 1 if end["seconds"] < 9.95 else 0
        assert values[f"run.{arm}.seconds"] == f"{end['seconds']:.{decimals}f} seconds"
    start, (*_, end), _ = arm_of(run)
    assert values["run.fine_tune.train_last"] == f"{100 * end['train_accuracy']:.0f}%"
    assert values["run.fine_tune.trainable"] == (
        f"{start['trainable_parameters'] / 1e6:.2f} million"
    )
    assert values["run.validation.images"] == str(len(start["validation_labels"]))
    assert values["run.where"] == "In a sample run"


def test_the_depth_of_the_sample_study_is_the_one_with_the_highest_mean() -> None:
    means = {
        depth: mean_of_seeds("everyday-freeze", arms=["fine_tune"], frozen_stages=depth)
        for depth in range(10)
    }
    highest = max(means.values())
    deepest = max(depth for depth, mean in means.items() if mean > highest - 1e-9)
    values = freeze_values(sample_study("freeze"))
    assert values["freeze.best_frozen"].split()[0] == (str(deepest) if deepest else "no")
    assert values["freeze.stages"] == "9"


def test_the_values_of_the_digits_are_those_of_their_runs() -> None:
    (both,) = runs("digits")
    by_depth = {run["plan"]["frozen_stages"]: run for run in runs("digits-depths")}
    values = digits_values(sample_digits())
    assert values["digits.full.accuracy"] == f"{100 * last(by_depth[0]):.0f}%"
    assert values["digits.probe.accuracy"] == f"{100 * last(by_depth[9]):.0f}%"
    assert values["digits.scratch.accuracy"] == f"{100 * last(both, 'scratch'):.0f}%"


def test_the_pair_that_is_mixed_up_most_is_that_of_the_confusion_matrix() -> None:
    arm = sample_race().history.arms["fine_tune"]
    assert arm.started
    matrix = confusion_matrix(arm.started.validation_labels, arm.epochs[-1].val_predictions)
    both_ways = matrix + matrix.T
    classes = arm.started.classes
    counts = Counter(
        {
            (classes[i], classes[j]): int(both_ways[i, j])
            for i in range(len(classes))
            for j in range(i)
        }
    )
    (first, most), (_, second) = counts.most_common(2)
    found = worst_pair(arm)
    assert (set(found) if found else None) == (set(first) if most > second else None)


def test_without_a_pair_that_stands_out_none_is_named() -> None:
    labels, three = [0, 1, 2, 0, 1, 2], ("ants", "bees", "cats")

    def arm(predictions: list[int]) -> Any:
        start = started("fine_tune", labels=labels, classes=three)
        hits = [p == label for p, label in zip(predictions, labels, strict=True)]
        told = epoch_end("fine_tune", 1, hits=hits, labels=labels)
        end = replace(told, val_predictions=tuple(predictions))
        return fold([start, end, finished("fine_tune")]).arms["fine_tune"]

    assert worst_pair(arm(labels)) is None
    assert worst_pair(arm([1, 2, 2, 0, 1, 2])) is None
    assert worst_pair(arm([1, 0, 2, 0, 1, 1])) == ("ants", "bees")


def test_a_race_of_ones_own_says_so_and_on_what() -> None:
    evidence = own(whole_race())
    values = race_values(evidence)
    assert evidence.origin.own
    assert evidence.origin.sentence == "Your run of 5 November 2026 on your own images."
    assert values["run.where"] == "In my run"
    assert values["run.fine_tune.accuracy"] == "85%"
    assert values["run.scratch.accuracy"] == "55%"


def test_a_race_on_a_sample_is_called_by_the_title_of_the_sample() -> None:
    evidence = own(whole_race(), images="digits")
    assert evidence.origin.sentence == "Your run of 5 November 2026 on Handwritten digits."
    assert evidence.images == "Handwritten digits"
    assert own(whole_race()).images == "My images"


def test_a_sample_says_that_it_is_one_and_when_it_was_recorded() -> None:
    for found in (sample_race(), sample_study("labels"), sample_digits()):
        assert not found.origin.own
        assert found.origin.sentence.startswith("The sample ")
        assert "2026" in found.origin.sentence


@pytest.mark.parametrize("outcome", ["stopped", "failed", None])
def test_a_race_that_was_cut_short_is_no_evidence(outcome: Any) -> None:
    cut = race(
        arm_events("fine_tune", [12], total=20),
        arm_events("scratch", [5], total=20, outcome=outcome),
    )
    assert is_whole(Plan(), whole_race())
    assert not is_whole(Plan(), cut)
    assert not is_whole(Plan(), fold(arm_events("fine_tune", [12], total=20)))


def test_a_study_of_which_a_part_is_missing_is_no_evidence() -> None:
    cells = sample_study("freeze").cells
    found = own_study("freeze", cells, images="own", made=DAY)
    assert found
    assert found.origin.sentence == "Your study of 5 November 2026 on your own images."
    unfinished = replace(cells[0], history=replace(cells[0].history, finished=None))
    assert own_study("freeze", (unfinished, *cells[1:]), images="own", made=DAY) is None
