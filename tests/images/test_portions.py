import io
from functools import partial

import pytest

from tests.images.made import photo, zipped
from transfer_demo.errors import FlatFolder, GivenUp, ImagesError
from transfer_demo.images import limits, portions
from transfer_demo.images.archive import Archive
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.intake import read_zip
from transfer_demo.images.portions import portions_of_class, portions_of_source
from transfer_demo.images.sources import Uploads


def zip_of(data, name):
    return Archive(io.BytesIO(data), name=name)


def decoded(seed):
    return picture_in(photo(seed))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(portions, "PHOTOS", 2)


def quiet(done, total):
    """Nobody looks at the progress."""


def files():
    tree = {f"top/{name}/{number}.jpg": b"" for name in ("a", "b") for number in range(3)}
    pictures = {path: photo(seed) for seed, path in enumerate(tree)}
    return {**pictures, "top/a/letter.txt": b"Dear Sir"}


def test_all_portions_of_a_zip_are_what_is_read_at_once():
    archive = zipped(files())
    parts = list(portions_of_source(zip_of(archive, "mine.zip"), quiet))
    whole = read_zip(io.BytesIO(archive))
    assert len(parts) > 2
    assert all(len(part.photos) + len(part.rejected) <= 2 for part in parts)
    assert tuple(photo for part in parts for photo in part.photos) == whole.photos
    assert tuple(refused for part in parts for refused in part.rejected) == whole.rejected
    assert set().union(*(part.classes for part in parts)) == set(whole.classes)


def test_a_file_is_fetched_only_when_its_turn_comes():
    fetched = []

    def fetch(path, data):
        fetched.append(path)
        return picture_in(data)

    sent = [(path, partial(fetch, path, data)) for path, data in files().items()]
    parts = portions_of_source(Uploads(sent), quiet)
    next(parts)
    assert len(fetched) == 2


def test_progress_counts_every_file():
    seen = []
    sent = [(f"{seed}.jpg", partial(decoded, seed)) for seed in range(3)]
    read = portions_of_class(sent, lambda *each: seen.append(each), class_name="cats")
    assert [photo.class_name for part in read for photo in part.photos] == ["cats"] * 3
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_what_belongs_to_no_class_is_set_aside():
    sent = [("1.jpg", partial(decoded, 1)), ("2.jpg", partial(picture_in, b"rubbish"))]
    (part,) = portions_of_class(sent, quiet, class_name=None)
    assert part.classes == ()
    assert part.photos == ()
    assert [photo.class_name for photo in part.others] == [""]
    assert [refused.file for refused in part.rejected] == ["2.jpg"]


def test_without_folders_the_names_may_serve():
    flat = zipped({f"{name}_{seed}.jpg": photo(seed) for name in ("cat", "dog") for seed in (1, 2)})
    with pytest.raises(FlatFolder):
        list(portions_of_source(zip_of(flat, "flat.zip"), quiet))
    read = portions_of_source(zip_of(flat, "flat.zip"), quiet, label_by_name=True)
    assert {photo.class_name for part in read for photo in part.photos} == {"cat", "dog"}


def test_all_files_can_belong_to_one_class_whatever_their_names():
    data = zipped({"cat_1.jpg": photo(1), "dog_1.jpg": photo(2), "../out.jpg": photo(3)})
    parts = list(portions_of_source(zip_of(data, "flat.zip"), quiet, one_class="pets"))
    assert [photo.class_name for part in parts for photo in part.photos] == ["pets", "pets"]
    assert [refused.file for part in parts for refused in part.rejected] == ["../out.jpg"]


def test_what_is_no_zip_is_refused():
    with pytest.raises(ImagesError, match=r"no \.zip"):
        list(portions_of_source(zip_of(b"PK rubbish", "mine.zip"), quiet))


def test_more_classes_than_a_page_can_show_are_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setattr(limits, "CLASSES", 2)
    read = []
    sent = [(f"top/{name}/1.jpg", partial(read.append, name)) for name in "abc"]
    with pytest.raises(ImagesError, match="3 classes"):
        portions_of_source(Uploads(sent), quiet)
    assert not read


def test_after_some_files_that_take_too_long_the_rest_is_not_read(monkeypatch):
    def slow():
        raise GivenUp("It takes more than 20 seconds.")

    read = []

    def quick(seed):
        read.append(seed)
        return decoded(seed)

    sent = [("0.jpg", partial(quick, 0)), *((f"{n}.ppm", slow) for n in range(1, 4))]
    sent += [("4.jpg", partial(quick, 4))]
    parts = portions_of_class(sent, quiet, class_name="cats")
    first, second = next(parts), next(parts)
    assert len(first.photos) == 1
    rejected = [refused.file for part in (first, second) for refused in part.rejected]
    assert rejected == ["1.ppm", "2.ppm", "3.ppm"]
    with pytest.raises(ImagesError, match="3 files took so long"):
        next(parts)
    assert read == [0]
