import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.conftest import Play, Run
from tests.races import epoch_end, good_race, started, write_photos
from transfer_demo.choices import NUMBER_FIELDS, OFFERED_OPTIONS
from transfer_demo.events import Event, Finished
from transfer_demo.training.job import Job

TINY = ("--image-size", 32, "--epochs", 1, "--batch-size", 4, "--views", 1)


def test_a_real_race_ends_with_a_table_and_json(run: Run, photos: Path, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    result = run("compare", photos, *TINY, "--json", file)
    assert result.exit_code == 0, result.stderr
    values = json.loads(file.read_text(encoding="utf-8"))
    assert set(values) == {"plan", "data", "arms", "verdict"}
    assert len(values["arms"]["fine_tune"]["history"]) == 1
    assert "Fine-tuning" in result.stdout
    assert values["verdict"]["text"] in result.stdout
    assert "From scratch: epoch 1 of 1" in result.stderr


def test_what_could_make_the_result_worthless_is_said_before_the_training(
    run: Run, photos: Path, play: Play
) -> None:
    play(good_race)
    result = run("compare", photos)
    assert result.exit_code == 0
    notes = [line for line in result.stderr.splitlines() if line.startswith("Note: ")]
    assert any("smaller than 64 px" in note for note in notes)
    assert any("check the result" in note for note in notes)
    assert result.stderr.index("Note: ") < result.stderr.index("epoch 1 of")
    assert "Note: " not in result.stdout


def test_a_flat_folder_can_be_labelled_by_the_names_of_its_files(
    run: Run, photos: Path, tmp_path: Path, play: Play
) -> None:
    jobs = play(good_race)
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in photos.rglob("*.jpg"):
        file.rename(flat / f"{file.parent.name}_{file.name}")
    refused = run("compare", flat)
    assert refused.exit_code == 2
    assert "(--labels names): blue (6), red (6)" in refused.stderr
    assert run("compare", flat, "--labels", "names").exit_code == 0
    assert jobs[0].images.classes == ("blue", "red")


def test_every_option_ends_up_in_the_plan(run: Run, photos: Path, play: Play) -> None:
    jobs = play(good_race)
    result = run(
        "compare", photos, "--backbone", "efficientnet_lite1", "--frozen", 3, "--epochs", 2,
        "--image-size", 64, "--batch-size", 8, "--seed", 7, "--arms", "scratch, fine_tune",
        "--train-per-class", 3, "--val-per-class", 1, "--augmentation", "none", "--views", 2,
        "--batch-norm", "training", "--head-learning-rate", 0.1, "--body-learning-rate", 0.01,
        "--scratch-learning-rate", 0.001, "--class-weights", "balanced",
        "--head-start", "probe", "--normalisation", "none", "--scratch-epochs-factor", 4,
        "--updates-per-epoch", 5,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert jobs[0].plan.to_dict() == {
        "backbone": "efficientnet_lite1",
        "frozen_stages": 3,
        "epochs": 2,
        "scratch_epochs_factor": 4,
        "updates_per_epoch": 5,
        "image_size_px": 64,
        "batch_size": 8,
        "seed": 7,
        "arms": ["scratch", "fine_tune"],
        "augmentation": "none",
        "views": 2,
        "batch_norm": "training",
        "batch_norm_statistics": "precise",
        "head_learning_rate": 0.1,
        "body_learning_rate": 0.01,
        "scratch_learning_rate": 0.001,
        "train_per_class": 3,
        "val_per_class": 1,
        "class_weights": "balanced",
        "head_start": "probe",
        "normalisation": "none",
    }
    assert len(jobs[0].images.train) == 6
    assert len(jobs[0].images.validation) == 2


def test_every_choice_of_the_plan_has_an_option(run: Run) -> None:
    text = run("compare", "--help").stdout
    words = {"image_size_px": "image-size"}
    for name in (*NUMBER_FIELDS, *OFFERED_OPTIONS):
        assert f"--{words.get(name, name.replace('_', '-'))} " in text


def test_frozen_takes_the_word_all(run: Run, photos: Path, play: Play) -> None:
    jobs = play(good_race)
    assert run("compare", photos, "--frozen", "all").exit_code == 0
    assert jobs[0].plan.frozen_stages == 9


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--frozen", "some"), "'some'"),
        (("--frozen", "-1"), "-1"),
        (("--frozen", "10"), "0 to 9"),
        (("--epochs", "0"), "between 1 and 200"),
        (("--epochs", "many"), "--epochs"),
        (("--image-size", "31"), "between 32 and 512"),
        (("--image-size", "513"), "between 32 and 512"),
        (("--backbone", "resnet9000"), "efficientnet_lite0"),
        (("--arms", "fine_tune,magic"), "magic"),
        (("--augmentation", "blur"), "crop_flip"),
        (("--batch-norm", "off"), "inference"),
        (("--head-learning-rate", "nan"), "Learning rate"),
        (("--executor", "cloud"), "inline, dask"),
        (("--json", "no/such/folder/x.json"), "no/such/folder"),
        (("--colour", "red"), "--colour"),
    ],
)
def test_bad_options_are_refused_before_anything_is_trained(
    run: Run, photos: Path, play: Play, words: tuple[str, ...], said: str
) -> None:
    jobs = play(good_race)
    result = run("compare", photos, *words)
    assert result.exit_code == 2
    assert said in result.stderr.replace("\\", "/")
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not jobs


def test_a_folder_that_does_not_exist_is_refused(run: Run, tmp_path: Path, play: Play) -> None:
    play(good_race)
    result = run("compare", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_one_class_alone_is_refused(run: Run, tmp_path: Path, play: Play) -> None:
    play(good_race)
    result = run("compare", write_photos(tmp_path / "photos", classes=["only"]))
    assert result.exit_code == 2
    assert "only" in result.stderr


def test_json_on_stdout_stands_alone(run: Run, photos: Path, play: Play) -> None:
    play(good_race)
    result = run("compare", photos, "--json", "-")
    assert json.loads(result.stdout)["verdict"]["winner"]
    assert "Validation accuracy, last epoch" in result.stderr


def test_the_table_says_what_guessing_gets(run: Run, photos: Path, play: Play) -> None:
    play(good_race)
    table = run("compare", photos).stdout
    assert re.search(r"Always naming one class +50% +50%\n", table)
    assert "Balanced accuracy" not in table
    for file in sorted((photos / "red").iterdir())[2:]:
        file.unlink()
    result = run("compare", photos, "--json", "-")
    guessing = json.loads(result.stdout)["arms"]["scratch"]["most_frequent_class_accuracy"]
    assert guessing > 0.5
    assert re.search(rf"Always naming one class +{guessing:.0%} +{guessing:.0%}\n", result.stderr)
    assert "Balanced accuracy" in result.stderr


def test_notes_and_refused_files_are_told_and_their_markup_is_not_obeyed(
    run: Run, photos: Path, play: Play
) -> None:
    (photos / "red" / "[red]x.jpg").write_bytes(b"no picture")
    play(good_race)
    result = run("compare", photos)
    assert result.exit_code == 0
    assert "Not used: red/[red]x.jpg" in result.stderr
    assert "Fewer views were made: [red]memory[/red]." in result.stderr


def test_a_training_that_fails_is_told_and_the_rest_is_kept(
    run: Run, photos: Path, tmp_path: Path, play: Play
) -> None:
    def scratch_fails(job: Job) -> Iterable[Event]:
        if job.arm == "fine_tune":
            yield from good_race(job)
        else:
            yield Finished(arm=job.arm, outcome="failed", seconds=1.0, message="Too large.")

    play(scratch_fails)
    file = tmp_path / "result.json"
    result = run("compare", photos, "--json", file)
    assert result.exit_code == 1
    assert "Error: Too large." in result.stderr
    assert "75%" in result.stdout  # after the last epoch: the first had all four right
    assert "100%" not in result.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["arms"]["scratch"]["history"] == []


def test_ctrl_c_prints_what_was_measured_so_far(
    run: Run, photos: Path, tmp_path: Path, play: Play
) -> None:
    def pressed(job: Job) -> Iterable[Event]:
        yield started(job)
        yield epoch_end(job, 1, right=len(job.images.validation))
        raise KeyboardInterrupt

    play(pressed)
    file = tmp_path / "result.json"
    result = run("compare", photos, "--json", file)
    assert result.exit_code == 130
    assert "100%" in result.stdout
    assert "stopped after" in result.stderr
    assert "Traceback" not in result.stderr
    arms = json.loads(file.read_text(encoding="utf-8"))["arms"]
    assert arms["fine_tune"]["best_val_accuracy"] == 1.0
    assert arms["scratch"]["best_val_accuracy"] is None


def test_ctrl_c_before_the_first_epoch_ends_with_an_empty_table(
    run: Run, photos: Path, play: Play
) -> None:
    def pressed(job: Job) -> Iterable[Event]:
        yield started(job)
        raise KeyboardInterrupt

    play(pressed)
    result = run("compare", photos)
    assert result.exit_code == 130
    assert "Validation accuracy, last epoch" in result.stdout


def test_why_a_class_is_empty_is_told_before_the_error(
    run: Run, tmp_path: Path, play: Play
) -> None:
    play(good_race)
    photos = write_photos(tmp_path / "photos")
    first, second, *_ = sorted(photos.iterdir())
    for photo in second.iterdir():
        # One picture cannot be of two classes.
        photo.write_bytes(next(first.iterdir()).read_bytes())
    result = run("compare", photos)
    assert result.exit_code == 2
    told, error = result.stderr.index("Not used: "), result.stderr.index("Error: ")
    assert told < error


def test_json_that_cannot_be_written_does_not_cost_the_table(
    run: Run, photos: Path, tmp_path: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    play(good_race)
    monkeypatch.setattr(Path, "write_text", full)
    result = run("compare", photos, "--json", tmp_path / "result.json")
    assert "No space left on device" in result.stderr
    assert "Validation accuracy, last epoch" in result.stdout
    assert result.exit_code == 2
