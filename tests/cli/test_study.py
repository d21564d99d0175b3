import csv
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Play, Run
from tests.races import write_photos
from tests.scripted import learn
from transfer_demo.events import Event, Finished
from transfer_demo.training.job import Job

SMALL = ("--seeds", 1, "--epochs", 2, "--executor", "inline")


@pytest.fixture
def enough(tmp_path: Path) -> Path:
    """Photos of which enough are held out to tell a difference."""
    return write_photos(tmp_path / "enough", per_class=10)


def test_a_real_study_ends_with_a_table_an_answer_json_and_csv(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    json_file, csv_file = tmp_path / "study.json", tmp_path / "study.csv"
    result = run(
        "study", "labels", photos, "--seeds", 1, "--epochs", 1, "--image-size", 32,
        "--executor", "inline", "--json", json_file, "--csv", csv_file,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    values = json.loads(json_file.read_text(encoding="utf-8"))
    assert set(values) == {"question", "plan", "seeds", "data", "cells", "results", "answer"}
    assert len(values["cells"]) == 6
    assert values["answer"][0] in result.stdout
    assert "Fine-tuning, 1 a class" in result.stdout
    lines = list(csv.DictReader(csv_file.read_text(encoding="utf-8").splitlines()))
    assert [line["train_per_class"] for line in lines] == ["4", "4", "2", "2", "1", "1"]
    assert "From scratch, 4 images a class: validation accuracy" in result.stderr


def test_json_on_stdout_stays_alone(run: Run, enough: Path, play: Play) -> None:
    play(learn)
    result = run("study", "freeze", enough, *SMALL, "--json", "-")
    assert json.loads(result.stdout)["question"] == "freeze"
    assert "fine-tuning is best" in result.stderr


def test_csv_on_stdout_stays_alone(run: Run, photos: Path, play: Play) -> None:
    play(learn)
    result = run("study", "freeze", photos, *SMALL, "--csv", "-")
    assert len(list(csv.DictReader(result.stdout.splitlines()))) == 11


def test_variants_are_two_more_ways_to_train_everything(run: Run, photos: Path, play: Play) -> None:
    jobs = play(learn)
    assert run("study", "freeze", photos, *SMALL).exit_code == 0
    usual = len(jobs)
    jobs.clear()
    run("study", "freeze", photos, *SMALL, "--variants", "probe_first, batch_norm")
    assert len(jobs) == usual + 2
    assert (jobs[-2].plan.head_start, jobs[-1].plan.batch_norm) == ("probe", "training")


def test_networks_can_be_named_and_each_counts_once(run: Run, photos: Path, play: Play) -> None:
    jobs = play(learn)
    chosen = "efficientnet_lite2, efficientnet_lite0,efficientnet_lite2,"
    assert run("study", "backbones", photos, *SMALL, "--backbones", chosen).exit_code == 0
    assert [(job.arm, job.plan.backbone[-1]) for job in jobs] == [
        ("score", "2"),
        ("score", "0"),
        ("fine_tune", "2"),
        ("fine_tune", "0"),
    ]


def test_scratch_trains_ever_longer_beside_one_fine_tuning(
    run: Run, enough: Path, play: Play
) -> None:
    jobs = play(learn)
    result = run("study", "catch-up", enough, *SMALL)
    assert result.exit_code == 0, result.stderr
    longer = [(job.arm, job.plan.epochs_of(job.arm)) for job in jobs]
    assert sorted(longer) == [("fine_tune", 2), *(("scratch", 2 * n) for n in (1, 2, 4, 8, 16))]
    assert "From scratch, 16 times the epochs: validation accuracy" in result.stderr
    assert "From scratch, 32 epochs" in result.stdout
    assert "Scratch is not below fine-tuning with as many epochs" in result.stdout


def test_scratch_may_train_longer_in_another_study_too(run: Run, photos: Path, play: Play) -> None:
    jobs = play(learn)
    result = run("study", "freeze", photos, *SMALL, "--scratch-epochs-factor", 4)
    assert result.exit_code == 0, result.stderr
    assert {job.plan.scratch_epochs_factor for job in jobs if job.arm == "fine_tune"} == {1}
    assert [job.plan.epochs_of(job.arm) for job in jobs if job.arm == "scratch"] == [8]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("depth",), "freeze, labels, backbones, catch-up"),
        (("freeze", "--seeds", 0), "Seeds is 0"),
        (("freeze", "--frozen", 5), "--frozen does not go with"),
        (("freeze", "--backbones", "resnet18"), "--backbones does not go with"),
        (("freeze", "--variants", "magic"), "probe_first, batch_norm"),
        (("labels", "--variants", "probe_first"), "--variants does not go with"),
        (("backbones", "--backbone", "resnet18"), "--backbone does not go with"),
        (("backbones", "--backbones", "magic"), "no pretrained CNN named 'magic'"),
        (("catch-up", "--scratch-epochs-factor", 4), "--scratch-epochs-factor does not go with"),
        (("catch-up", "--backbones", "resnet18"), "--backbones does not go with"),
        (("backbones", "--scratch-epochs-factor", 4), "--scratch-epochs-factor does not go with"),
        (("freeze", "--executor", "magic"), "inline, dask"),
        (("freeze", "--json", "-", "--csv", "-"), "cannot both go to stdout"),
        (("freeze", "--csv", "no/such/folder/file.csv"), "The CSV cannot be written"),
    ],
)
def test_bad_input_is_one_paragraph_and_exit_status_2(
    run: Run, photos: Path, play: Play, words: tuple[object, ...], said: str
) -> None:
    jobs = play(learn)
    question, *others = words
    result = run("study", question, photos, *others)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not jobs


def test_a_failed_training_is_an_exit_status_and_the_rest_is_shown(
    run: Run, enough: Path, play: Play
) -> None:
    def but_one(job: Job) -> Iterable[Event]:
        if job.plan.frozen_stages == 3:
            return [Finished(arm=job.arm, outcome="failed", seconds=1.0, message="No memory.")]
        return learn(job)

    play(but_one)
    result = run("study", "freeze", enough, *SMALL)
    assert result.exit_code == 1
    assert "Error: No memory." in result.stderr
    assert "So far" in result.stdout
    assert "9 frozen" in result.stdout


def test_ctrl_c_shows_what_was_measured_until_then(run: Run, photos: Path, play: Play) -> None:
    jobs: list[Job] = []

    def interrupted(job: Job) -> Iterable[Event]:
        if len(jobs) == 3:
            raise KeyboardInterrupt
        jobs.append(job)
        return learn(job)

    play(interrupted)
    result = run("study", "freeze", photos, *SMALL)
    assert result.exit_code == 130
    assert "Stopped with Ctrl-C" in result.stderr
    assert "9 frozen" in result.stdout


@pytest.mark.parametrize("unwritable", ["study.json", "study.csv"])
def test_a_file_that_cannot_be_written_costs_neither_the_table_nor_the_other_file(
    run: Run, enough: Path, tmp_path: Path, play: Play, monkeypatch: pytest.MonkeyPatch,
    unwritable: str,
) -> None:  # fmt: skip
    write_text = Path.write_text

    def full(file: Path, *words: Any, **options: Any) -> int:
        if file.name == unwritable:
            raise OSError(28, "No space left on device")
        return write_text(file, *words, **options)

    play(learn)
    monkeypatch.setattr(Path, "write_text", full)
    names = ("study.json", "study.csv")
    json_file, csv_file = (tmp_path / name for name in names)
    result = run("study", "freeze", enough, *SMALL, "--json", json_file, "--csv", csv_file)
    assert "No space left on device" in result.stderr
    assert "fine-tuning is best" in result.stdout
    assert [(tmp_path / name).exists() for name in names] == [n != unwritable for n in names]
    assert result.exit_code == 2


def test_a_file_that_may_not_be_written_is_refused_before_anything_is_trained(
    run: Run, photos: Path, tmp_path: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = play(learn)
    # Who is root may write everywhere, so a folder without the permission would not do.
    monkeypatch.setattr("os.access", lambda _, mode: mode != os.W_OK)
    result = run("study", "freeze", photos, *SMALL, "--csv", tmp_path / "study.csv")
    assert result.exit_code == 2
    assert "you may not write there" in " ".join(result.stderr.split())
    assert not jobs
