"""What another process makes of files is what would be made of them here."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.images.made import photo, sent, written, zipped
from tests.images.test_reader_pool import TRICKY
from tests.images.test_zip_names import zip_of
from transfer_demo.errors import ImagesError, LabelsUnclear, UnreadableImage
from transfer_demo.images import limits, reader_pool
from transfer_demo.images.archive import Archive
from transfer_demo.images.places import layout_of
from transfer_demo.images.reader_pool import ReaderPool
from transfer_demo.images.remote_sources import (
    Place,
    RemoteArchive,
    RemoteFiles,
    layout_asked_for,
)
from transfer_demo.images.sources import Uploads

FILES = {"a/1.jpg": photo(1), "b/2.jpg": b"Dear Sir", "../out.jpg": photo(2), "c/": b""}
FLAT = {f"{name}_{number}.jpg": photo(number) for name in ("cat", "dog") for number in (1, 2)}
TWO_WAYS = {f"{top}/{name}/1.jpg": photo(1) for top in ("x", "y") for name in ("cat", "dog")}
TABLE = b"file,label\n1.jpg,cat\n2.jpg,cat\n3.jpg,dog\n4.jpg,dog\n"
WITH_TABLE = {f"images/{number}.jpg": photo(number) for number in range(1, 5)}


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with closing(ReaderPool(1)) as opened:
        yield opened


def archive_of(pool: ReaderPool, folder: Path, files: dict[str, bytes]) -> RemoteArchive:
    path = written(folder, {"mine.zip": zipped(files)}) / "mine.zip"
    return RemoteArchive(pool, path, name="mine.zip")


def place_of(path: Path) -> Place:
    return lambda: path


def files_of(pool: ReaderPool, folder: Path, files: dict[str, bytes]) -> RemoteFiles:
    on_disk = written(folder, {f"{n}": data for n, data in enumerate(files.values())})
    return RemoteFiles(pool, [(path, place_of(on_disk / f"{n}")) for n, path in enumerate(files)])


def test_a_zip_is_the_same_as_if_it_were_read_here(pool: ReaderPool, tmp_path: Path) -> None:
    there = archive_of(pool, tmp_path, FILES)
    with (tmp_path / "mine.zip").open("rb") as file:
        here = Archive(file, name="mine.zip")
        for name in ("name", "paths", "refused", "empty", "passed_over", "encodings"):
            assert getattr(there, name) == getattr(here, name)
        index = here.paths.index(("a", "1.jpg"))
        assert there.picture(index) == here.picture(index)
        assert there.layout() == layout_of(here)
    with pytest.raises(UnreadableImage, match="no picture"):
        there.picture(here.paths.index(("b", "2.jpg")))


def test_files_are_the_same_as_if_they_were_read_here(pool: ReaderPool, tmp_path: Path) -> None:
    files = {**WITH_TABLE, "labels.csv": TABLE}
    there = files_of(pool, tmp_path, files)
    here = Uploads(sent(path, data) for path, data in files.items())
    assert there.paths == here.paths
    assert there.picture(0) == here.picture(0)
    layout = there.layout()
    assert layout == layout_of(here)
    assert layout.counts == {"cat": 2, "dog": 2}


@pytest.mark.parametrize("files", [FLAT, TWO_WAYS])
def test_a_question_is_the_same_as_if_it_were_asked_here(
    pool: ReaderPool, tmp_path: Path, files: dict[str, bytes]
) -> None:
    with pytest.raises(LabelsUnclear) as here:
        layout_of(Uploads(sent(path, data) for path, data in files.items()), ask=True)
    with pytest.raises(LabelsUnclear) as there:
        layout_asked_for(files_of(pool, tmp_path, files), labels=None)
    assert (there.value.why, there.value.layouts) == (here.value.why, here.value.layouts)
    assert str(there.value) == str(here.value)
    first = there.value.layouts[0]
    assert layout_asked_for(files_of(pool, tmp_path, files), labels=first.labels) == first


def test_an_alphabet_that_nobody_tells_is_a_question(pool: ReaderPool, tmp_path: Path) -> None:
    zipped_there = zip_of([f"{name}/1.jpg".encode("cp949") for name in ("정상", "불량")])
    file = zipped_there._zip.fp
    assert file is not None
    file.seek(0)
    (tmp_path / "mine.zip").write_bytes(file.read())

    def archive(zip_names: str | None) -> RemoteArchive:
        return RemoteArchive(pool, tmp_path / "mine.zip", name="mine.zip", zip_names=zip_names)

    with pytest.raises(LabelsUnclear, match="alphabet") as caught:
        layout_asked_for(archive(None), labels=None)
    assert "cp949" in caught.value.encodings
    with pytest.raises(LabelsUnclear) as caught:
        layout_asked_for(archive("cp949"), labels=None)
    assert set(caught.value.layouts[0].counts) == {"정상", "불량"}
    layout = layout_asked_for(archive("cp949"), labels="folders")
    assert set(layout.counts) == {"정상", "불량"}


def test_what_is_no_zip_is_said_in_the_same_words(pool: ReaderPool, tmp_path: Path) -> None:
    path = written(tmp_path, {"mine.zip": b"rubbish"}) / "mine.zip"
    with pytest.raises(ImagesError, match=r"mine\.zip is no \.zip"):
        RemoteArchive(pool, path, name="mine.zip")


def test_a_file_that_is_gone_is_refused_alone(pool: ReaderPool, tmp_path: Path) -> None:
    def gone() -> Path:
        raise UnreadableImage("It is gone.")

    there = written(tmp_path, {"1": photo(1)}) / "1"
    files = RemoteFiles(pool, [("a/1.jpg", place_of(there)), ("b/2.jpg", gone)])
    assert files.layout().counts == {"a": 1, "b": 1}
    with pytest.raises(UnreadableImage, match="It is gone"):
        files.picture(1)


def test_what_takes_too_long_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_pool, "_PROGRAM", ("-c", TRICKY))
    monkeypatch.setattr(limits, "ARCHIVE_SECONDS", 0.5)
    name = "{slow}.zip"
    with (
        closing(ReaderPool(1)) as tricky,
        pytest.raises(ImagesError, match=f"{re.escape(name)} cannot be opened: it takes more"),
    ):
        RemoteArchive(tricky, Path("slow.zip"), name=name)
