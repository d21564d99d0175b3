import zipfile
from pathlib import Path

import pytest

from tests.races import write_photos
from transfer_demo.errors import ImagesError
from transfer_demo.images.intake import load_images
from transfer_demo.images.unlabelled import load_unlabelled


def test_a_folder_is_read_as_a_race_reads_it_whatever_its_folders_are_called(
    tmp_path: Path,
) -> None:
    folder = write_photos(tmp_path / "photos", per_class=3)
    (folder / "red" / "notes.txt").write_text("no picture", encoding="utf-8")
    found = load_unlabelled(folder)
    labelled = load_images(folder)
    assert {p.picture.digest for p in found.photos} == {p.picture.digest for p in labelled.photos}
    assert [photo.file for photo in found.photos] == sorted(photo.file for photo in found.photos)
    assert found.classes == ()
    assert {photo.class_name for photo in found.photos} == {""}
    assert found.rejected == labelled.rejected


def test_a_zip_and_a_single_picture_are_read_too(tmp_path: Path) -> None:
    folder = write_photos(tmp_path / "photos", per_class=1)
    archive = tmp_path / "photos.zip"
    with zipfile.ZipFile(archive, "w") as written:
        for file in folder.rglob("*.jpg"):
            written.write(file, file.relative_to(folder))
    there = load_unlabelled(folder).photos
    assert load_unlabelled(archive).photos == there
    one = next(folder.rglob("*.jpg"))
    (alone,) = load_unlabelled(one).photos
    assert alone.file == one.name
    assert alone.picture in [photo.picture for photo in there]


def test_what_is_no_picture_has_its_reason(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    found = load_unlabelled(tmp_path / "notes.txt")
    assert found.photos == ()
    (refused,) = found.rejected
    assert refused.file == "notes.txt"
    assert refused.reason
    with pytest.raises(ImagesError):
        load_unlabelled(tmp_path / "gone")
