import os
import threading

import pytest

from tests.store.made import picture
from transfer_demo.errors import PictureMissing, StoreError
from transfer_demo.images.dataset import PictureFile
from transfer_demo.store.pictures.files import Pictures


@pytest.fixture
def pictures(tmp_path):
    return Pictures(tmp_path / "images")


def stored(pictures):
    crow = picture("crow")
    return pictures.get(crow.digest, width=crow.width, height=crow.height).data


def test_a_picture_comes_back_as_it_was(pictures):
    pictures.put(picture("crow"))
    assert stored(pictures) == picture("crow").data


def test_a_picture_lies_under_its_digest(pictures, tmp_path):
    crow = picture("crow")
    pictures.put(crow)
    (file,) = (tmp_path / "images").rglob("*.*")
    assert file == tmp_path / "images" / crow.digest[:2] / f"{crow.digest}.jpg"


def test_a_picture_that_is_there_is_not_written_again(pictures):
    pictures.put(picture("crow"))
    os.utime(pictures.path(picture("crow").digest), (1, 1))
    pictures.put(picture("crow"))
    assert pictures.path(picture("crow").digest).stat().st_mtime == 1


def test_a_file_that_was_cut_short_is_replaced(pictures):
    pictures.put(picture("crow"))
    pictures.path(picture("crow").digest).write_bytes(b"")
    pictures.put(picture("crow"))
    assert stored(pictures) == picture("crow").data


def test_two_threads_can_write_the_same_picture(pictures):
    threads = [threading.Thread(target=pictures.put, args=[picture("crow")]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(pictures) == picture("crow").data
    assert len([file for file in pictures.folder.rglob("*") if file.is_file()]) == 1


def test_a_write_that_fails_leaves_nothing_and_says_why(pictures, monkeypatch):
    def no_space(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(StoreError, match="No space left on device"):
        pictures.put(picture("crow"))
    assert not [file for file in pictures.folder.rglob("*") if file.is_file()]


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "images").write_text("in the way")
    with pytest.raises(StoreError, match="could not be saved"):
        Pictures(tmp_path / "images").put(picture("crow"))


def test_a_missing_picture_is_a_sentence(pictures):
    with pytest.raises(PictureMissing, match="Bring the images again"):
        stored(pictures)


def test_removing_deletes_what_is_there_and_passes_over_what_is_not(pictures):
    pictures.put(picture("crow"))
    pictures.remove([picture("owl").digest, picture("crow").digest])
    with pytest.raises(PictureMissing):
        stored(pictures)


def in_file(pictures, one):
    return PictureFile(
        path=pictures.path(one.digest), width=one.width, height=one.height, digest=one.digest
    )


def test_a_picture_of_this_folder_is_there_without_being_read(pictures, monkeypatch):
    crow = picture("crow")
    pictures.put(crow)
    monkeypatch.delattr(PictureFile, "data")
    assert pictures.holds(in_file(pictures, crow))
    pictures.put(in_file(pictures, crow))


def test_a_picture_of_another_folder_is_copied(pictures, tmp_path):
    other = Pictures(tmp_path / "other")
    other.put(picture("crow"))
    assert not pictures.holds(in_file(other, picture("crow")))
    pictures.put(in_file(other, picture("crow")))
    assert stored(pictures) == picture("crow").data


def test_a_picture_of_this_folder_that_is_gone_cannot_be_put(pictures):
    assert not pictures.holds(in_file(pictures, picture("crow")))
    with pytest.raises(PictureMissing, match="Bring the images again"):
        pictures.put(in_file(pictures, picture("crow")))


def test_drafts_are_removed_and_the_picture_stays(pictures):
    crow, owl = picture("crow"), picture("owl")
    for one in (crow, owl):
        pictures.put(one)
        pictures.path(one.digest).with_name(f"{one.digest}.12-34.part").write_bytes(b"half")
    pictures.remove_drafts([crow.digest])
    left = {file.name for file in pictures.folder.rglob("*") if file.is_file()}
    assert left == {f"{crow.digest}.jpg", f"{owl.digest}.jpg", f"{owl.digest}.12-34.part"}
