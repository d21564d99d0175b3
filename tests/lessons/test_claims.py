"""What the story claims, beyond its numbers: another recording must not make a text wrong."""

from collections.abc import Sequence
from itertools import product
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.lessons.written import arm, best, last, runs
from tests.published import published
from transfer_demo.backbones import catalogue
from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.evidence import sample_digits, sample_race, sample_study
from transfer_demo.lessons.pictures import StageMaps, feature_maps, heads, sentences
from transfer_demo.lessons.story import story
from transfer_demo.lessons.values_studies import FEW_IMAGES
from transfer_demo.plan import ARMS, FINE_TUNE, SCRATCH
from transfer_demo.studies import freeze
from transfer_demo.verdict import judge

# The shipped pictures are sheets of maps, four in a row.
COLUMNS, GAP_PX = 4, 8


def falls(numbers: Sequence[float]) -> bool:
    return all(after < before for before, after in zip(numbers, numbers[1:], strict=False))


def _edges() -> NDArray[np.float64]:
    """How much the brightness of the photo changes at each place that the network is shown."""
    shown = published(catalogue.get("efficientnet_lite0"), feature_maps().image_size_px)
    with Image.open(feature_maps().photo) as photo:
        grey = np.asarray(shown(photo.convert("L")), dtype=float)
    return np.hypot(*np.gradient(grey))


def _drawn(stage: StageMaps) -> NDArray[np.float64]:
    """How far each place of the shipped picture is from the usual value of its map, on average."""
    side = feature_maps().image_size_px
    with Image.open(stage.file) as sheet:
        step = (sheet.width + GAP_PX) // COLUMNS
        corners = product(range(0, sheet.height, step), range(0, sheet.width, step))
        pixels = np.asarray(sheet, dtype=float)
    tile = step - GAP_PX
    maps = [pixels[y : y + tile, x : x + tile] for y, x in corners]
    assert len(maps) == len(stage.shown)
    assert maps[0].shape == (side, side)
    return np.mean([abs(one - np.median(one)) for one in maps], axis=0)


def _likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_early_and_late_the_photo_is_lost_from_stage_to_stage() -> None:
    stages = feature_maps().stages
    assert falls([stage.side_px for stage in stages])
    alike = [_likeness(_drawn(stage), _edges()) for stage in stages]
    assert falls(alike)
    assert alike[0] > 0.6, "the first stage shows where the edges of the photo are"
    assert alike[-1] < alike[0] / 2, "the last stage shows little of them"


def test_source_and_target_fine_tuning_is_ahead_after_one_epoch() -> None:
    first = {name: sample_race().history.arms[name].epochs[0].val_accuracy for name in ARMS}
    assert first[FINE_TUNE] > first[SCRATCH]


def test_new_head_the_old_one_knows_the_thing_and_the_new_one_learns_its_class() -> None:
    both = heads()
    (screen,) = (screen for screen in story() if screen.name == "new-head")
    assert screen.say("photo.alt").endswith(both.old[0].name)
    assert both.own.probability > both.before
    assert both.own == max(both.after, key=lambda answer: answer.probability)
    assert len({answer.probability for answer in both.steps[0].answers}) == 1


def test_two_ways_what_trains_less_is_quicker() -> None:
    seconds = [arm(run)[2]["seconds"] for run in runs("everyday-depths")]
    trained = [arm(run)[0]["trainable_parameters"] for run in runs("everyday-depths")]
    assert falls(seconds[::-1])
    assert falls(trained[::-1])


def test_freezing_is_quicker_and_no_worse_than_freezing_nothing() -> None:
    depths = sample_study("freeze").result
    assert depths.probe.seconds < depths.points[0].seconds
    assert depths.best > 0


def test_advantages_one_and_four_it_is_quicker_and_better_beyond_chance() -> None:
    verdict = judge(sample_race().history)
    assert verdict
    assert verdict.winner == FINE_TUNE
    reached = verdict.milestones
    tuned, scratch = reached[FINE_TUNE], reached[SCRATCH]
    assert tuned
    assert scratch
    assert tuned.seconds < scratch.seconds
    assert tuned.gflops < scratch.gflops


def few_images(name: str) -> dict[int, float]:
    """The accuracies of an arm that had few images, by seed."""
    images = FEW_IMAGES * len(SAMPLES["everyday"].classes)
    found = runs("everyday-labels", arms=[name])
    return {run["plan"]["seed"]: last(run, name) for run in found if run["train"] == images}


def test_advantages_two_and_three_fewer_images_do_and_few_images_are_used_better() -> None:
    result = sample_study("labels").result
    enough = result.ahead_in_every_seed
    assert enough
    assert enough < max(result.scratch)
    tuned, scratch = (few_images(name) for name in ARMS)
    assert tuned.keys() == scratch.keys() == set(result.seeds)
    assert all(tuned[seed] > scratch[seed] for seed in tuned)


def test_picking_only_few_networks_are_compared() -> None:
    assert len(sample_study("backbones").result.rows) < 5


def test_balance_all_depths_learn_by_heart_and_those_that_train_more_are_worse_on_new_images() -> (
    None
):
    ends = {run["plan"]["frozen_stages"]: arm(run)[1][-1] for run in runs("everyday-few")}
    assert {end["train_accuracy"] for end in ends.values()} == {1.0}
    assert ends[0]["val_accuracy"] < ends[max(ends)]["val_accuracy"]
    (none_frozen,) = runs("everyday-few", frozen_stages=0)
    assert best(none_frozen) > ends[0]["val_accuracy"]


def test_balance_is_no_matter_of_one_seed() -> None:
    gaps: dict[int, list[float]] = {frozen: [] for frozen in range(10)}
    for run in runs("everyday-freeze", arms=["fine_tune"]):
        end = arm(run)[1][-1]
        gaps[run["plan"]["frozen_stages"]].append(end["train_accuracy"] - end["val_accuracy"])
    assert fmean(gaps[0]) > fmean(gaps[9]) > 0


def test_when_it_hurts_the_lead_is_smaller_far_away_and_smaller_still_with_all_frozen() -> None:
    depths = sample_digits().result
    scratch = depths.scratch.mean
    (race,) = runs("digits")
    usual = depths.points[race["plan"]["frozen_stages"]].mean
    (near,) = runs("everyday")
    leads = [last(near) - last(near, SCRATCH), usual - scratch, depths.probe.mean - scratch]
    assert falls(leads)
    assert leads[-1] < 0


def test_when_it_hurts_freezing_less_is_better_than_freezing_all_beyond_chance() -> None:
    depths = sample_digits().result
    assert depths.best < depths.stages / 2
    gained = freeze.comparisons(depths)[depths.stages]
    assert gained.difference > 0
    assert gained.beyond_chance
    # It is no negative transfer: where most may move, pretraining does not make it worse.
    assert depths.points[depths.best].mean >= depths.scratch.mean


def test_beyond_images_meaning_counts_more_than_words_though_not_always() -> None:
    lesson = sentences()
    assert lesson.nearest.kind == "meaning"
    assert lesson.of("words").similarity > lesson.of("other").similarity
    assert [other.nearest.kind for other in lesson.further].count("words") == 1
