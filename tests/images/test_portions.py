import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.images.made import encoded, photo, sent, zipped
from transfer_demo.errors import GivenUp, ImagesError
from transfer_demo.images import limits
from transfer_demo.images import portions as module
from transfer_demo.images.archive import Archive
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.intake import gather
from transfer_demo.images.places import layout_of, one_class
from transfer_demo.images.portions import portions, set_aside
from transfer_demo.images.sources import SentFile, Uploads


def zip_of(data, name):
    return Archive(io.BytesIO(data), name=name)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(module, "PHOTOS", 2)


def files():
    tree = {f"top/{name}/{number}.jpg": b"" for name in ("a", "b") for number in range(3)}
    pictures = {path: photo(seed) for seed, path in enumerate(tree)}
    return {**pictures, "top/a/letter.txt": b"Dear Sir"}


def test_all_portions_of_a_zip_are_what_is_read_at_once():
    source = zip_of(zipped(files()), "mine.zip")
    parts = list(portions(source, layout_of(source)))
    whole = gather(zip_of(zipped(files()), "mine.zip"))
    assert len(parts) > 2
    assert all(len(part.photos) + len(part.rejected) <= 2 for part in parts)
    assert tuple(photo for part in parts for photo in part.photos) == whole.photos
    assert tuple(refused for part in parts for refused in part.rejected) == whole.rejected
    assert set().union(*(part.classes for part in parts)) == set(whole.classes)


def read_by(picture, *paths):
    return Uploads(SentFile(path=path, picture=lambda white, p=path: picture(p)) for path in paths)


def test_a_file_is_read_only_when_its_turn_comes():
    read = []

    def picture(path):
        read.append(path)
        return picture_in(photo(len(read)))

    source = read_by(picture, *(f"{name}/{number}.jpg" for name in "ab" for number in range(3)))
    next(portions(source, layout_of(source)))
    assert len(read) == 2


def test_progress_counts_every_file():
    seen = []
    source = Uploads(sent(f"{seed}.jpg", photo(seed)) for seed in range(3))
    read = portions(source, one_class(source, "cats"), lambda *each: seen.append(each))
    assert [photo.class_name for part in read for photo in part.photos] == ["cats"] * 3
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_what_belongs_to_no_class_is_set_aside():
    source = Uploads([sent("1.jpg", photo(1)), sent("2.jpg", b"rubbish")])
    first, *_ = set_aside(portions(source, one_class(source, "")))
    assert first.classes == ()
    assert first.photos == ()
    assert [photo.class_name for photo in first.others] == [""]
    assert [refused.file for refused in first.rejected] == ["2.jpg"]


def test_all_files_can_belong_to_one_class_whatever_their_names():
    data = zipped({"cat_1.jpg": photo(1), "dog_1.jpg": photo(2), "../out.jpg": photo(3)})
    source = zip_of(data, "flat.zip")
    parts = list(portions(source, one_class(source, "pets")))
    assert [photo.class_name for part in parts for photo in part.photos] == ["pets", "pets"]
    assert [refused.file for part in parts for refused in part.rejected] == ["../out.jpg"]


def test_the_last_portion_says_what_was_assumed_and_what_is_missing():
    data = {"train/a/1.jpg": photo(1), "val/a/2.jpg": photo(2), "val/b/3.jpg": b"x", "c/": b""}
    source = zip_of(zipped(data), "mine.zip")
    *_, last = portions(source, layout_of(source))
    assert last.notes == (
        "train/ for training and val/ for validation.",
        "Nothing lies in c/: no class comes of that.",
        "Of b (1 file) no file can be used: no class comes of that.",
    )
    assert replace(last, notes=()) == replace(last, classes=(), photos=(), rejected=(), notes=())


def test_after_some_files_that_take_too_long_the_rest_is_not_read():
    read = []

    def picture(path):
        if path.endswith(".ppm"):
            raise GivenUp("It takes more than 20 seconds.")
        read.append(path)
        return picture_in(photo(1))

    source = read_by(picture, "0.jpg", *(f"{n}.ppm" for n in range(1, 4)), "4.jpg")
    parts = portions(source, one_class(source, "cats"))
    first, second = next(parts), next(parts)
    assert len(first.photos) == 1
    rejected = [refused.file for part in (first, second) for refused in part.rejected]
    assert rejected == ["1.ppm", "2.ppm", "3.ppm"]
    with pytest.raises(ImagesError, match=f"{limits.FILES_GIVEN_UP} files took so long"):
        next(parts)
    assert read == ["0.jpg"]


def test_what_is_missing_in_one_part_alone_is_no_missing_class() -> None:
    data = {
        **{f"train/{name}/{n}.jpg": photo(n) for n, name in enumerate("ab")},
        "val/a/3.jpg": photo(3),
        "val/b/4.jpg": b"",
        "train/c/": b"",
        "val/a/b/": b"",
    }
    source = zip_of(zipped(data), "mine.zip")
    *_, last = portions(source, layout_of(source))
    assert last.notes[1:] == (
        "Nothing lies in train/c/, val/a/b/.",
        "Of b (1 file) no file for validation can be used.",
    )


def test_what_is_brought_class_by_class_is_scaled_by_itself_and_that_is_said():
    grey = encoded(Image.fromarray(np.full((60, 60), 3000, dtype=np.uint16)))
    source = Uploads([sent("1.png", grey)])
    *_, alone = portions(source, one_class(source, "night"))
    assert "bring all together" in alone.notes[0]
    both = Uploads([sent(f"{name}/1.png", grey) for name in "ab"])
    *_, together = portions(both, layout_of(both))
    assert together.notes == alone.notes
