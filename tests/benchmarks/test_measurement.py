import statistics
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks.measurement import Measurement, Measurements


def measured(peer: str, seconds: float, *accuracies: float, seed: int = 0) -> Measurement:
    return Measurement(
        peer=peer,
        title=peer.title(),
        data_set="flowers",
        seed=seed,
        seconds=seconds,
        cpu_seconds=2 * seconds,
        train_images=100,
        validation_images=50,
        epochs=len(accuracies),
        val_accuracies=accuracies,
    )


def several(*measurements: Measurement) -> Measurements:
    return Measurements(settings={"epochs": 2}, machine={"cores": 2}, measured=measurements)


def test_a_ratio_is_the_median_of_the_ratios_of_each_seed() -> None:
    slow, quick = (30.0, 10.0, 80.0), (3.0, 2.0, 4.0)
    all_of_them = several(
        *(measured("slow", s, 0.5, seed=seed) for seed, s in enumerate(slow)),
        *(measured("quick", q, 0.5, seed=seed) for seed, q in enumerate(quick)),
    )
    wanted = statistics.median(s / q for s, q in zip(slow, quick, strict=True))
    assert all_of_them.ratio("slow", "quick", "flowers") == wanted


def test_a_seed_that_only_one_has_run_is_left_out_of_the_ratio() -> None:
    unequal = several(
        measured("slow", 8.0, 0.5), measured("slow", 99.0, 0.5, seed=1), measured("quick", 2.0, 0.5)
    )
    assert unequal.ratio("slow", "quick", "flowers") == 4.0
    assert unequal.ratio("slow", "absent", "flowers") is None


def test_the_last_epoch_and_the_best_are_told_apart() -> None:
    one = measured("peer", 1.0, 0.2, 0.8, 0.6)
    assert (one.last, one.best) == (0.6, 0.8)
    bare = measured("bare pass", 1.0)
    assert (bare.last, bare.best) == (None, None)


def test_accuracy_is_the_mean_over_the_seeds_after_the_last_epoch() -> None:
    two = several(measured("peer", 1.0, 0.9, 0.8), measured("peer", 1.0, 0.6, 0.5, seed=1))
    assert two.accuracy("peer", "flowers") == pytest.approx(0.65)
    assert two.accuracy("absent", "flowers") is None


def test_a_lead_is_taken_within_the_seeds_that_both_have() -> None:
    unequal = several(
        measured("ahead", 1.0, 0.9),
        measured("ahead", 1.0, 0.7, seed=1),
        measured("behind", 1.0, 0.6, seed=1),
        measured("behind", 1.0, 0.1, seed=2),
        measured("bare pass", 1.0, seed=1),
    )
    assert unequal.lead("ahead", "behind", "flowers") == pytest.approx(0.1)
    assert unequal.lead("ahead", "bare pass", "flowers") is None
    assert unequal.lead("ahead", "absent", "flowers") is None


def test_images_per_second_count_the_training_images_of_every_epoch() -> None:
    assert measured("peer", 4.0, 0.5, 0.5).images_per_second == 50.0


def test_a_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    choices = {"loader_workers": 1, "tried": {"0": 2.0, "1": 1.5}, "parts": {"start": 0.5}}
    before = several(replace(measured("peer", 1.0, 0.2, 0.8), **choices))
    before.save(tmp_path / "peers.json")
    assert Measurements.load(tmp_path / "peers.json") == before
    assert [file.name for file in tmp_path.iterdir()] == ["peers.json"]
