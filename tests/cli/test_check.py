import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.races import write_photos

KEYS = {"file", "status", "reason", "width", "height", "class", "part"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = write_photos(tmp_path / "photos", per_class=2)
    (folder / "red" / "notes.txt").write_text("no picture", encoding="utf-8")
    return folder


def test_the_json_tells_each_file_with_its_class_and_size(run: Run, photos: Path) -> None:
    result = run("check", photos, "--json", "-")
    assert result.exit_code == 0
    files = json.loads(result.stdout)["files"]
    assert all(set(file) == KEYS for file in files)
    accepted = [file for file in files if file["status"] == "accepted"]
    assert {file["class"] for file in accepted} == {"blue", "red"}
    assert all((file["width"], file["height"]) == (48, 48) for file in accepted)
    (rejected,) = (file for file in files if file["status"] == "rejected")
    assert rejected["file"].endswith("notes.txt")
    assert rejected["reason"]


def test_the_json_goes_to_a_file_and_the_table_is_still_printed(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    file = tmp_path / "files.json"
    result = run("check", photos, "--json", file)
    assert "4 accepted, 1 rejected." in result.stdout
    assert file.read_text(encoding="utf-8") == run("check", photos, "--json", "-").stdout


def test_the_table_counts_what_was_accepted_and_rejected(run: Run, photos: Path) -> None:
    result = run("check", photos)
    assert result.exit_code == 0
    assert "4 accepted, 1 rejected." in result.stdout


def test_a_flat_folder_can_be_labelled_by_the_names_of_its_files(
    run: Run, photos: Path, tmp_path: Path
) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in photos.rglob("*.jpg"):
        file.rename(flat / f"{file.parent.name}_{file.name}")
    files = json.loads(run("check", flat, "--labels", "names", "--json", "-").stdout)["files"]
    assert [file["class"] for file in files] == ["blue", "blue", "red", "red"]


def test_a_zip_can_be_checked(run: Run, photos: Path, tmp_path: Path) -> None:
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        for file in sorted(photos.rglob("*.*")):
            opened.write(file, file.relative_to(photos).as_posix())
    files = json.loads(run("check", archive, "--json", "-").stdout)["files"]
    assert sum(file["status"] == "accepted" for file in files) == 4


def test_a_path_that_does_not_exist_is_bad_input(run: Run, photos: Path) -> None:
    result = run("check", photos, photos / "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr.replace("\n", "")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["[red]x", "[/]", "[link=file:x]y"])
def test_markup_in_a_file_name_is_shown_and_not_obeyed(run: Run, tmp_path: Path, name: str) -> None:
    folder = write_photos(tmp_path / "photos", per_class=2)
    (folder / "red" / "0.jpg").rename(folder / "red" / f"{name.replace('/', '-')}.jpg")
    result = run("check", folder)
    assert result.exit_code == 0
    assert name.replace("/", "-") in result.stdout
