"""What comes with the app as a recording is whole, and says where it was made."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.pictures import pictures_folder
from transfer_demo.lessons.recordings import (
    Recording,
    provenance,
    read,
    recording,
    recordings_folder,
    write,
)
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.race import prepare
from transfer_demo.store.runs.fingerprint import split_digest
from transfer_demo.training.engine_version import engine_version

FILES = sorted(recordings_folder().glob("*.json"))


def made(**facts: object) -> Recording:
    machine = {"device": "cpu", "cores": 2, "torch": "2.14.1", **facts}
    return Recording(images="everyday", recorded=date(2026, 3, 5), machine=machine, runs=())


def test_the_line_below_a_figure_says_when_and_on_what_it_was_measured() -> None:
    assert provenance(made()) == "Recorded on 5 March 2026 on 2 cores, with torch 2.14.1."
    with_a_card = provenance(made(device="cuda", cores=1))
    assert with_a_card == "Recorded on 5 March 2026 on 1 core and cuda, with torch 2.14.1."


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    first = recording("everyday")
    write(first, tmp_path / "again.json")
    assert read(tmp_path / "again.json") == first


def test_a_race_is_one_run_and_a_study_is_none() -> None:
    once = recording("everyday")
    assert once.run == once.runs[0]
    with pytest.raises(ValueError, match="too many values"):
        _ = replace(once, runs=once.runs * 2).run


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_training_of_a_recording_did_all_that_was_planned(file: Path) -> None:
    made_once = read(file)
    assert made_once.images in SAMPLES
    assert made_once.runs
    for run in made_once.runs:
        for arm in run.history.arms.values():
            assert arm.finished
            assert arm.finished.outcome == "done"
            if arm.scored is None:
                assert [epoch.epoch for epoch in arm.epochs] == list(range(1, run.plan.epochs + 1))
                assert arm.started
                assert len(arm.started.validation_labels) == run.validation


@pytest.mark.parametrize("name", ["everyday", "digits", "everyday-freeze"])
def test_scratch_names_several_classes_from_the_second_epoch_on(name: str) -> None:
    arms = [run.history.arms.get(SCRATCH) for run in recording(name).runs]
    trained = [arm for arm in arms if arm]
    assert trained
    for arm in trained:
        assert all(len(set(epoch.val_predictions)) > 1 for epoch in arm.epochs[1:])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recording_is_of_the_images_that_come_with_the_app(file: Path) -> None:
    made_once = read(file)
    images = SAMPLES[made_once.images].load()
    for run in made_once.runs:
        # A look at the images is no race, but has the same images.
        divided = prepare(images, replace(run.plan, arms=(FINE_TUNE,))).images
        assert run.images == split_digest(divided)


def test_seconds_that_may_stand_side_by_side_were_measured_on_as_many_cores() -> None:
    runs = [run for file in FILES for run in read(file).runs]
    begun = [arm.started for run in runs for arm in run.history.arms.values()]
    assert {started.threads for started in begun if started} == {1}


PICTURES = [file for file in pictures_folder().glob("*.json") if file.stem != "sentences"]


@pytest.mark.parametrize("file", [*FILES, *PICTURES], ids=lambda file: file.stem)
def test_no_recording_is_older_than_the_engine(file: Path) -> None:
    # Sentences are compared by a language model, in which the engine has no part.
    engine = json.loads(file.read_text(encoding="utf-8"))["machine"].get("engine")
    assert engine == engine_version(), (
        "The engine has changed since this was recorded. tests/benchmarks/confirm_recordings.py "
        "says whether its numbers have, too; record_lessons.py in that folder makes them anew."
    )
