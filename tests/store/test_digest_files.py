"""What both kinds of files promise; more of it in tests/store/pictures/test_files.py."""

import pytest

from transfer_demo.errors import StoreError
from transfer_demo.store.digest_files import DigestFiles


@pytest.fixture
def models(tmp_path):
    return DigestFiles(tmp_path / "models", suffix=".bin", what="a model")


def test_a_file_lies_under_its_digest_and_is_there_in_its_whole_size(models):
    models.write("abcd", b"12345")
    assert models.path("abcd") == models.folder / "ab" / "abcd.bin"
    assert models.has("abcd", size=5)
    assert not models.has("abcd", size=6)
    assert not models.has("other", size=5)


def test_a_file_that_was_changed_is_written_anew(models):
    models.write("abcd", b"12345")
    models.path("abcd").write_bytes(b"12x45")
    models.write("abcd", b"12345")
    assert models.path("abcd").read_bytes() == b"12345"


def test_drafts_of_a_killed_process_go_and_nothing_else(models):
    models.write("abcd", b"12345")
    for name in ("abcd.1-2.part", "abef.1-2.part"):
        (models.folder / "ab" / name).write_bytes(b"12")
    models.remove_drafts(["abcd"])
    assert {file.name for file in (models.folder / "ab").iterdir()} == {"abcd.bin", "abef.1-2.part"}


def test_what_goes_wrong_is_said_of_what_it_is(models):
    models.folder.write_text("in the way")
    with pytest.raises(StoreError, match="A model could not be saved"):
        models.write("abcd", b"12345")
