import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.store.made import until
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan
from transfer_demo.race import prepare
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore

TINY = ("--image-size", 32, "--epochs", 1, "--batch-size", 4, "--views", 1)
PLAN = Plan(image_size_px=32, epochs=1, batch_size=4, views=1)


@pytest.fixture
def folder(run: Run, photos: Path, tmp_path: Path) -> Path:
    """The models of a race, and its JSON beside them."""
    made = tmp_path / "models"
    file = tmp_path / "race.json"
    result = run("compare", photos, *TINY, "--models", made, "--json", file)
    assert result.exit_code == 0, result.stderr
    return made


@pytest.fixture
def token(photos: Path) -> Iterator[str]:
    """A race of the app, which is over."""
    race = prepare(load_images(photos), PLAN)
    with closing(RunStore.open()) as store:
        with closing(Recorder(store, InlineExecutor())) as recorder:
            token = recorder.start(race.plan, race.images, owner="ada")
            until(lambda: store.record(token).status == "done")
        yield token


def test_both_arms_answer_side_by_side_as_they_did_in_the_race(
    run: Run, folder: Path, photos: Path, tmp_path: Path
) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [
        "fine_tune.safetensors",
        "scratch.safetensors",
    ]
    result = run("predict", folder, photos, "--json", "-")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    race = json.loads((tmp_path / "race.json").read_text(encoding="utf-8"))
    assert told["models"]["scratch"] == {
        "plan": race["plan"],
        "classes": race["data"]["classes"],
    }
    said = {image["file"]: image["arms"] for image in told["images"]}
    assert len(said) == len(list(photos.rglob("*.jpg")))
    held_out = prepare(load_images(photos), PLAN).images.validation
    for arm, values in race["arms"].items():
        for example, label in zip(held_out, values["val_predictions"], strict=True):
            answer = said[example.file][arm]
            assert answer["class"] == race["data"]["classes"][label]
            assert sum(answer["probabilities"].values()) == pytest.approx(1)
            assert max(answer["probabilities"], key=answer["probabilities"].get) == answer["class"]


def test_the_table_says_the_most_likely_class_and_how_likely(
    run: Run, folder: Path, photos: Path
) -> None:
    file = next(photos.rglob("*.jpg"))
    result = run("predict", folder / "scratch.safetensors", file)
    assert result.exit_code == 0, result.stderr
    heading, line = result.stdout.splitlines()
    assert heading.split() == ["File", "From", "scratch"]
    name, class_name, share = line.split()
    assert name == file.name
    assert class_name in ("blue", "red")
    assert 50 <= int(share.removesuffix("%")) <= 100


@pytest.mark.parametrize("address", ["{}", "http://localhost:8501/?run={}&x_axis=seconds"])
def test_a_race_of_the_app_is_found_by_its_address(
    run: Run, token: str, photos: Path, address: str
) -> None:
    result = run("predict", address.format(token), photos, "--json", "-")
    assert result.exit_code == 0, result.stderr
    with closing(RunStore.open()) as store:
        (race, images) = store.history(token), store.images(token)
    said = {image["file"]: image["arms"] for image in json.loads(result.stdout)["images"]}
    for name, arm in race.arms.items():
        assert arm.last
        answers = [said[example.file][name]["class"] for example in images.validation]
        assert answers == [images.classes[label] for label in arm.last.val_predictions]


def test_files_that_are_no_pictures_are_named_and_the_others_answered(
    run: Run, folder: Path, photos: Path
) -> None:
    (photos / "red" / "notes.txt").write_text("no picture", encoding="utf-8")
    result = run("predict", folder, photos, "--json", "-")
    assert result.exit_code == 0
    assert "Not used: red/notes.txt: " in result.stderr
    (rejected,) = json.loads(result.stdout)["rejected"]
    assert rejected["file"] == "red/notes.txt"
    assert rejected["reason"] in result.stderr
    only = run("predict", folder, photos / "red" / "notes.txt")
    assert only.exit_code == 2
    assert "There is no picture to be asked about." in only.stderr


def test_what_is_no_model_is_a_sentence(run: Run, folder: Path, photos: Path) -> None:
    (folder / "copy.safetensors").write_bytes((folder / "scratch.safetensors").read_bytes())
    for named, said in (
        (folder, "several models of one arm"),
        (photos, "holds no .safetensors file"),
        (photos / "gone.safetensors", "cannot be read"),
        (next(photos.rglob("*.jpg")), "not a file of safetensors"),
        ("no-such-run", "There is no run at this address."),
        ("", "Name a model"),
        ("x" * 5000, "There is no run at this address."),
    ):
        result = run("predict", named, photos)
        assert result.exit_code == 2
        assert said in result.stderr
        assert not result.stdout


def test_models_of_different_races_do_not_stand_side_by_side(
    run: Run, folder: Path, photos: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    assert run("compare", photos, *TINY, "--seed", 1, "--models", other).exit_code == 0
    (folder / "scratch.safetensors").write_bytes((other / "scratch.safetensors").read_bytes())
    result = run("predict", folder, photos)
    assert result.exit_code == 2
    assert "of different races" in result.stderr


def test_a_race_of_which_one_arm_is_kept_says_so(run: Run, token: str, photos: Path) -> None:
    with closing(RunStore.open()) as store:
        kept = store.models.of(token)["scratch"]
        assert kept.file
        kept.file.path.unlink()
    result = run("predict", token, photos)
    assert result.exit_code == 0
    assert "What training from scratch has trained is not kept." in result.stderr
    assert "From scratch" not in result.stdout


def test_a_race_without_models_says_so(run: Run, token: str, photos: Path) -> None:
    with closing(RunStore.open()) as store:
        for model in store.models.of(token).values():
            assert model.file
            model.file.path.unlink()
    result = run("predict", token, photos)
    assert result.exit_code == 2
    assert "No trained network of this run is kept" in result.stderr


def test_a_folder_that_cannot_be_written_is_refused_before_the_training(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run("compare", photos, *TINY, "--models", tmp_path / "file")
    assert result.exit_code == 2
    assert "The models cannot be written" in result.stderr
    assert "epoch" not in result.stderr
