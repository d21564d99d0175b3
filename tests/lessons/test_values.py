"""The numbers of the story, worked out again from the recordings as they were written down."""

import json
import re
from collections.abc import Sequence
from statistics import fmean

import pytest
from scipy.stats import binomtest, spearmanr
from statsmodels.stats.multitest import multipletests

from tests.lessons.written import Written, arm, hits, last, runs
from transfer_demo.backbones.catalogue import get
from transfer_demo.lessons.pictures import pictures_folder
from transfer_demo.lessons.values import story_values

VALUES = story_values()
(EVERYDAY,) = runs("everyday")
(DIGITS,) = runs("digits")


def whole_percent(share: float) -> str:
    return f"{round(100 * share)}%"


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> float:
    only_first = sum(a and not b for a, b in zip(first, second, strict=True))
    only_second = sum(b and not a for a, b in zip(first, second, strict=True))
    return float(binomtest(only_first, only_first + only_second).pvalue)


def mean_last(found: list[Written]) -> float:
    assert found
    return fmean(last(run, run["plan"]["arms"][0]) for run in found)


@pytest.mark.parametrize("name", ["fine_tune", "scratch"])
def test_the_race_is_told_as_it_was_counted(name: str) -> None:
    _, epochs, _ = arm(EVERYDAY, name)
    assert VALUES[f"run.{name}.accuracy"] == whole_percent(last(EVERYDAY, name))
    first = epochs[0]["val_accuracy"]
    assert VALUES[f"run.{name}.first_epoch"] == whole_percent(first)
    assert VALUES["run.epochs"] == str(len(epochs))


def test_the_lead_is_that_of_the_last_epochs_and_its_p_value_that_of_paired_answers() -> None:
    lead = last(EVERYDAY) - last(EVERYDAY, "scratch")
    assert VALUES["run.lead"] == f"{round(100 * lead)} percentage points"
    p = mcnemar(hits(EVERYDAY), hits(EVERYDAY, "scratch"))
    assert VALUES["run.p"] == (f"p = {p:.3f}" if p >= 0.001 else "p < 0.001")


@pytest.mark.parametrize(
    ("value", "name"),
    [("run.fine_tune.to_scratch_accuracy", "fine_tune"), ("run.scratch.to_accuracy", "scratch")],
)
def test_the_cost_of_an_accuracy_is_that_of_the_epoch_that_has_it_for_good(
    value: str, name: str
) -> None:
    reached = last(EVERYDAY, "scratch")
    _, epochs, _ = arm(EVERYDAY, name)
    below = [n for n, e in enumerate(epochs) if e["val_accuracy"] < reached - 1e-9]
    epoch = epochs[below[-1] + 1 if below else 0]
    seconds, gflops = VALUES[value].removesuffix(" GFLOPs").split(" s and ")
    assert float(seconds) == pytest.approx(epoch["seconds"], rel=0.06)
    assert float(gflops) == pytest.approx(epoch["gflops"], rel=0.06)


@pytest.mark.parametrize(
    ("name", "frozen"), [("all_frozen", 9), ("last_two", 7), ("none_frozen", 0)]
)
def test_three_depths_are_told_by_their_own_runs(name: str, frozen: int) -> None:
    (run,) = runs("everyday-depths", frozen_stages=frozen)
    _, _, finished = arm(run)
    assert VALUES[f"depths.{name}.accuracy"] == whole_percent(last(run))
    seconds = VALUES[f"depths.{name}.seconds"].removesuffix(" s")
    assert float(seconds) == pytest.approx(finished["seconds"], rel=0.06)


def test_trained_parameters_of_the_head_are_its_weights_and_one_more_a_class() -> None:
    classes = len(arm(EVERYDAY)[0]["classes"])
    backbone = get("efficientnet_lite0")
    trained = (backbone.features + 1) * classes
    assert VALUES["depths.all_frozen.trainable_parameters"] == f"{trained:,}"
    assert VALUES["depths.total_parameters"] == f"{backbone.parameters + trained:,}"


def test_the_study_of_depths_is_told_by_means_over_its_seeds() -> None:
    depths = {
        frozen: mean_last(runs("everyday-freeze", frozen_stages=frozen, arms=["fine_tune"]))
        for frozen in range(10)
    }
    seeds = {run["plan"]["seed"] for run in runs("everyday-freeze")}
    assert VALUES["freeze.seeds"] == str(len(seeds))
    told = {int(depth) for depth in VALUES["freeze.best_stages"].split(" and ")}
    highest = pytest.approx(max(depths.values()))
    assert told == {depth for depth, mean in depths.items() if mean == highest}


def test_the_study_of_images_is_told_by_means_over_its_seeds() -> None:
    assert (
        VALUES["labels.scratch_images"]
        == f"all {max(r['train'] for r in runs('everyday-labels'))} images"
    )
    few = int(VALUES["labels.few_images"])
    for name in ("fine_tune", "scratch"):
        mean = mean_last(runs("everyday-labels", train_per_class=few, arms=[name]))
        told = float(VALUES[f"labels.few_images_{name}"].removesuffix("%"))
        assert told == pytest.approx(100 * mean, abs=0.5)


def test_the_images_that_are_enough_are_ahead_of_scratch_with_the_most_in_every_seed() -> None:
    sizes = sorted({run["plan"]["train_per_class"] for run in runs("everyday-labels")})

    def by_seed(size: int, name: str) -> dict[int, float]:
        found = runs("everyday-labels", train_per_class=size, arms=[name])
        return {run["plan"]["seed"]: last(run, name) for run in found}

    goal = by_seed(sizes[-1], "scratch")
    ahead = [
        size
        for size in sizes
        if all(right > goal[seed] for seed, right in by_seed(size, "fine_tune").items())
    ]
    (told,) = re.findall(r"\d+", VALUES["labels.fine_tune_images"])
    assert int(told) == ahead[0]
    assert VALUES["labels.fine_tune_images"].endswith("image" if told == "1" else "images")


@pytest.mark.parametrize("score", ["logme", "leep"])
def test_networks_are_told_by_their_scores_and_by_what_fine_tuning_gave(score: str) -> None:
    names = {run["plan"]["backbone"] for run in runs("everyday-backbones")}
    scores = {
        name: fmean(
            event[score]
            for run in runs("everyday-backbones", backbone=name, arms=["score"])
            for event in run["events"]
            if event["kind"] == "scored"
        )
        for name in names
    }
    actual = {
        # Means of the same shares, added up in another order, differ in the last digit.
        name: round(mean_last(runs("everyday-backbones", backbone=name, arms=["fine_tune"])), 9)
        for name in names
    }
    assert VALUES["backbones.networks"] == f"{len(names)} networks"
    assert VALUES[f"backbones.{score}.first"] == get(max(scores, key=scores.__getitem__)).title
    outcome = VALUES["backbones.outcome"]
    best = {get(name).title for name in names if actual[name] == max(actual.values())}
    assert {get(name).title for name in names if get(name).title in outcome} == best
    assert ("level" in outcome) == (len(best) > 1)
    assert f"{100 * max(actual.values()):.0f}%" in outcome
    rho = spearmanr([scores[name] for name in names], [actual[name] for name in names]).statistic
    title = {"logme": "LogME", "leep": "LEEP"}[score]
    told = re.search(rf"(-?[\d.]+) for {title}", VALUES["backbones.agreement"])
    # Without an order beyond chance there is none.
    assert (told is None) == ("no order" in VALUES["backbones.agreement"])
    assert told is None or float(told[1]) == pytest.approx(rho, abs=0.006)


@pytest.mark.parametrize(("value", "frozen"), [("difference", 7), ("all_frozen.difference", 9)])
def test_on_the_digits_the_arm_that_leads_is_told_with_its_p_value(value: str, frozen: int) -> None:
    told = {
        depth: hits(
            [*runs("digits", frozen_stages=depth), *runs("digits-depths", frozen_stages=depth)][0]
        )
        for depth in (7, 9)
    }
    tuned, scratch = told[frozen], hits(DIGITS, "scratch")
    lead = (sum(tuned) - sum(scratch)) / len(tuned)
    said = VALUES[f"digits.{value}"]
    assert said.startswith("fine-tuning" if lead > 0 else "training from scratch")
    assert f"by {abs(round(100 * lead))} percentage point" in said
    # Two are told of in one sentence.
    both = multipletests([mcnemar(one, scratch) for one in told.values()], method="holm")[1]
    p = dict(zip(told, both, strict=True))[frozen]
    assert f"{'beyond' if p < 0.05 else 'may be'} chance, p = {p:.3f}" in said


@pytest.mark.parametrize(("name", "frozen"), [("all_frozen", 9), ("none_frozen", 0)])
def test_the_gap_is_that_of_the_last_epoch(name: str, frozen: int) -> None:
    (run,) = runs("everyday-few", frozen_stages=frozen)
    _, epochs, _ = arm(run)
    on_new = epochs[-1]["val_accuracy"]
    assert VALUES[f"overfit.{name}.accuracy"] == whole_percent(on_new)
    gap = round(100 * (epochs[-1]["train_accuracy"] - on_new))
    assert VALUES[f"overfit.{name}.gap"] == f"{gap} percentage points"


def test_pictures_are_told_as_they_were_measured() -> None:
    features, heads, sentences = (
        json.loads((pictures_folder() / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("features", "heads", "sentences")
    )
    sides = [stage["side_px"] for stage in features["stages"]]
    assert [VALUES["features.first.side_px"], VALUES["features.last.side_px"]] == [
        str(max(sides)),
        str(min(sides)),
    ]
    assert VALUES["heads.new.before"] == whole_percent(1 / len(heads["steps"][0]["answers"]))
    (after,) = (
        answer["probability"]
        for answer in heads["steps"][-1]["answers"]
        if answer["name"] == heads["class_name"]
    )
    assert VALUES["heads.new.after"] == whole_percent(after)
    for candidate in sentences["candidates"]:
        told = float(VALUES[f"sentences.{candidate['kind']}"])
        assert told == pytest.approx(candidate["similarity"], abs=0.005)
