import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.images.made import photo, sent, written, zipped
from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.sources import (
    Folder,
    SentFile,
    Uploads,
    file_on_disk,
    open_source,
    read_file,
    starts_like_a_zip,
)

FILES = {"b/2.jpg": b"2", "a/1.jpg": b"1", "a/.hidden": b"x", "__MACOSX/a/1.jpg": b"x"}


def sent_files(files: dict[str, bytes]) -> list[SentFile]:
    return [sent(path, data) for path, data in files.items()]


def test_a_folder_and_an_upload_have_the_same_paths_in_the_same_order(tmp_path: Path) -> None:
    files = FILES | {"a/1.jpg": photo(1), "b/2.jpg": photo(2)}
    folder, uploads = Folder(written(tmp_path, files)), Uploads(sent_files(files))
    assert folder.paths == uploads.paths == [("a", "1.jpg"), ("b", "2.jpg")]
    for index, data in enumerate((photo(1), photo(2))):
        assert folder.picture(index) == uploads.picture(index) == picture_in(data)
        assert folder.text(index) == uploads.text(index) == data
    assert folder.passed_over == uploads.passed_over == 2


def test_a_file_on_the_disk_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    file = file_on_disk("a/1.jpg", str(tmp_path / "x"))
    with pytest.raises(UnreadableImage):
        file.picture(None)
    written(tmp_path, {"x": photo(1)})
    assert file.picture(None) == picture_in(photo(1))
    assert file.text() == photo(1)


def test_folders_without_a_file_are_known(tmp_path: Path) -> None:
    written(tmp_path, {"a/1.jpg": b"1", "b/.DS_Store": b"x", "c/d/e/2.jpg": b"2", ".git/x": b"x"})
    (tmp_path / "c" / "f" / "g").mkdir(parents=True)
    assert sorted(Folder(tmp_path).empty) == [("b",), ("c", "f", "g")]
    data = io.BytesIO(
        zipped({"a/1.jpg": b"1", "b/": b"", "b/.DS_Store": b"x", "c/f/": b"", "c/": b""})
    )
    assert Archive(data, name="mine.zip").empty == [("b",), ("c", "f")]


def test_an_upload_whose_path_leads_outside_is_refused() -> None:
    uploads = Uploads(sent_files({"../../evil.jpg": b"x", "a/1.jpg": b"1"}))
    assert [uploads.paths[index][-1] for index in uploads.refused] == ["evil.jpg"]


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES", 1)
    with pytest.raises(ImagesError, match="more than 1 files"):
        Folder(written(tmp_path, FILES))
    with pytest.raises(ImagesError, match="These are 2 files; at most 1"):
        Uploads(sent_files(FILES))


def test_a_folder_or_a_zip_is_opened_for_what_it_is(tmp_path: Path) -> None:
    written(tmp_path, {"folder/a/1.jpg": b"1", "archive.zip": zipped({"a/1.jpg": b"1"})})
    with open_source(tmp_path / "folder") as source:
        assert isinstance(source, Folder)
    with open_source(tmp_path / "archive.zip") as source:
        assert isinstance(source, Archive)
        assert source.read(0) == b"1"
    with (
        pytest.raises(ImagesError, match=r"no folder or \.zip at .*nowhere"),
        open_source(tmp_path / "nowhere"),
    ):
        pass


def test_a_zip_is_known_by_its_name_or_by_its_content(tmp_path: Path) -> None:
    written(tmp_path, {"broken.ZIP": b"x", "archive.dat": zipped({"a": b"a"}), "photo.jpg": b"x"})
    assert starts_like_a_zip(tmp_path / "broken.ZIP")
    assert starts_like_a_zip(tmp_path / "archive.dat")
    assert not starts_like_a_zip(tmp_path / "photo.jpg")


def test_a_large_file_is_read_no_further_than_to_see_that_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    assert len(read_file(written(tmp_path, {"large": bytes(1000)}) / "large")) == 11


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="no file that can be read"):
        read_file(tmp_path)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
def test_a_folder_that_is_linked_into_itself_ends(tmp_path: Path) -> None:
    written(tmp_path, {"a/1.jpg": b"1"})
    try:
        (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links are not allowed here")
    folder = Folder(tmp_path)
    assert folder.paths == [("a", "1.jpg"), ("a", "again")]
    assert "links are not followed" in folder.refused[1]


def test_a_folder_that_cannot_be_listed_is_not_passed_over_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"a/1.jpg": b"1", "closed/1.jpg": b"1"})
    listed = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    folder = Folder(tmp_path)
    assert folder.paths == [("a", "1.jpg"), ("closed",)]
    with pytest.raises(UnreadableImage):
        folder.picture(1)


def test_folders_may_be_too_deep_or_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path.joinpath("a", *["d"] * limits.PATH_PARTS)
    deep.mkdir(parents=True)
    written(tmp_path, {"b/1.jpg": photo(1)})
    folder = Folder(tmp_path)
    (index,) = folder.refused
    assert "one in another" in folder.refused[index]
    assert ("b", "1.jpg") in folder.paths

    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_symlink", closed)
    assert {*Folder(tmp_path).refused.values()} == {"This folder cannot be opened."}


def test_a_folder_that_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk(top: Path, onerror: Callable[[OSError], None]) -> Iterator[object]:
        onerror(PermissionError(13, "Permission denied", str(top / closed)))
        return iter(())

    monkeypatch.setattr(os, "walk", walk)
    closed = "cats"
    folder = Folder(tmp_path)
    assert folder.paths == [("cats",)]
    assert "may not read it" in folder.refused[0]
    closed = ""
    with pytest.raises(ImagesError, match="cannot be opened: Permission denied"):
        Folder(tmp_path)


def test_an_encoding_that_nobody_knows_is_said_of_a_folder_too(tmp_path: Path) -> None:
    with pytest.raises(ImagesError, match="nonsense"), open_source(tmp_path, zip_names="nonsense"):
        pass
