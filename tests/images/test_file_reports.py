from pathlib import Path
from typing import Any

import pytest

from tests.images.made import encoded, noise, photo, written, zipped
from transfer_demo.errors import ImagesError
from transfer_demo.images import file_reports
from transfer_demo.images.file_reports import Checked, FileReport
from transfer_demo.images.intake import load_images


def check(path: Path, **options: Any) -> tuple[FileReport, ...]:
    return checked(path, **options).files


def checked(path: Path, **options: Any) -> Checked:
    return file_reports.check(path, **options)


def by_file(reports: tuple[FileReport, ...]) -> dict[str, FileReport]:
    return {report.file: report for report in reports}


def test_a_flat_folder_needs_no_labels_here(tmp_path: Path) -> None:
    written(tmp_path, {"a.jpg": photo(1), "b.png": encoded(noise(2)), "c.txt": b"text", ".d": b""})
    reports = by_file(check(tmp_path))
    assert {file: report.status for file, report in reports.items()} == {
        "a.jpg": "accepted",
        "b.png": "accepted",
        "c.txt": "rejected",
    }
    assert reports["a.jpg"].class_name is None
    assert reports["a.jpg"].reason is None
    assert (reports["c.txt"].width, reports["c.txt"].height) == (None, None)


def test_a_flat_folder_can_be_labelled_by_the_names_of_its_files(tmp_path: Path) -> None:
    written(tmp_path, {f"{name}_{n}.jpg": photo(n + len(name)) for name in "ab" for n in (1, 2)})
    reports = check(tmp_path, labels="names")
    assert {report.class_name for report in reports} == {"a", "b"}
    assert {report.class_name for report in check(tmp_path)} == {None}


def test_the_size_is_that_of_the_original(tmp_path: Path) -> None:
    written(tmp_path, {"a.jpg": encoded(noise(width=900, height=600), "JPEG")})
    (report,) = check(tmp_path)
    assert (report.width, report.height) == (900, 600)


def test_a_second_copy_without_labels_is_accepted_with_a_remark(tmp_path: Path) -> None:
    written(tmp_path, {"a.jpg": photo(1), "b.jpg": photo(1)})
    first, second = check(tmp_path)
    assert (first.status, first.reason) == ("accepted", None)
    assert second.status == "accepted"
    assert "same picture as a.jpg" in (second.reason or "")


def test_a_look_alike_is_accepted_with_a_remark(tmp_path: Path) -> None:
    smaller = noise(1).resize((36, 27))
    files = {"cats/1.jpg": photo(1), "cats/2.jpg": encoded(smaller, "JPEG"), "dogs/1.jpg": photo(3)}
    first, second, third = check(written(tmp_path, files))
    assert {first.status, second.status, third.status} == {"accepted"}
    assert "It looks like cats/1.jpg" in (second.reason or "")
    assert (first.reason, third.reason) == (None, None)


@pytest.mark.parametrize("packed", [False, True])
def test_with_labels_the_same_files_are_refused_for_the_same_reasons_as_in_a_run(
    packed: bool, tmp_path: Path
) -> None:
    files = {
        "cats/1.jpg": photo(1),
        "cats/2.jpg": photo(2),
        "cats/copy.jpg": photo(1),
        "cats/both.jpg": photo(5),
        "dogs/both.jpg": photo(5),
        "dogs/1.jpg": photo(6),
        "dogs/cut.jpg": photo(7)[:100],
        "beside.jpg": photo(8),
    }
    path = tmp_path / "photos.zip"
    if packed:
        path.write_bytes(zipped(files))
    else:
        written(path, files)
    reports = by_file(check(path))
    image_set = load_images(path)
    accepted = {file: r.class_name for file, r in reports.items() if r.status == "accepted"}
    assert accepted == {photo.file: photo.class_name for photo in image_set.photos}
    rejected = {file: r.reason for file, r in reports.items() if r.status == "rejected"}
    assert rejected == {refusal.file: refusal.reason for refusal in image_set.rejected}
    assert reports.keys() == files.keys()
    images = checked(path).images
    assert images.classes == image_set.classes
    assert {photo.file for photo in images.photos} == set(accepted)
    assert set(images.rejected) == set(image_set.rejected)
    assert images.notes == image_set.notes
    assert not any(photo.picture.data for photo in images.photos)


def test_one_class_is_enough_to_be_checked(tmp_path: Path) -> None:
    written(tmp_path, {"cats/1.jpg": photo(1)})
    assert [report.class_name for report in check(tmp_path)] == ["cats"]


def test_a_single_file_is_checked(tmp_path: Path) -> None:
    written(tmp_path, {"a.jpg": photo(1)})
    (report,) = check(tmp_path / "a.jpg")
    assert (report.file, report.status, report.width, report.height) == (
        "a.jpg",
        "accepted",
        40,
        30,
    )


def test_a_broken_zip_is_one_refused_file_among_the_others(tmp_path: Path) -> None:
    written(tmp_path, {"broken.zip": b"PK", "a.jpg": photo(1)})
    (report,) = check(tmp_path / "broken.zip")
    assert (report.file, report.status) == ("broken.zip", "rejected")


def test_a_zip_that_lies_in_a_folder_is_refused(tmp_path: Path) -> None:
    written(tmp_path, {"album.zip": zipped({"cats/1.jpg": photo(1)}), "a.jpg": photo(1)})
    reports = by_file(check(tmp_path))
    assert reports["album.zip"].status == "rejected"
    assert "Unpack it first" in (reports["album.zip"].reason or "")


def test_in_a_flat_zip_what_is_refused_anyway_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "flat.zip"
    path.write_bytes(zipped({"a.jpg": photo(1), "inner.zip": zipped({"b": b"b"})}))
    reports = by_file(check(path))
    assert reports["a.jpg"].status == "accepted"
    assert reports["inner.zip"].reason == "This is a .zip inside a .zip. Unpack it first."


def test_a_path_with_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ImagesError, match="There is no folder"):
        check(tmp_path / "nowhere")


def test_what_is_unclear_is_said_and_every_file_is_reported_all_the_same(tmp_path: Path) -> None:
    written(tmp_path, {"IMG_1.jpg": photo(1), "IMG_2.jpg": photo(2), ".hidden": b"x"})
    found = checked(tmp_path)
    assert "nothing says what is on its 2 files" in found.unclear
    assert [report.status for report in found.files] == ["accepted"] * 2
    assert (found.images.classes, found.images.photos, found.passed_over) == ((), (), 1)
