"""Reading in other processes: the same as here, and with an end to everything."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.images.made import look, photo, written
from tests.images.test_file_picture import many_scans
from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits, reader_pool, similar
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.reader_pool import ReaderPool

# A reader that does as it is told: sleep, end, or say nonsense.
TRICKY = """
import sys, time, json
for line in sys.stdin.buffer:
    path = json.loads(line)["path"]
    if "slow" in path: time.sleep(600)
    if "crash" in path: sys.exit(3)
    if "nonsense" in path: print("hello", flush=True); continue
    print(json.dumps({"problem": path, "bytes": 0}), flush=True)
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with closing(ReaderPool(1)) as opened:
        yield opened


@pytest.fixture
def tricky(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderPool]:
    monkeypatch.setattr(reader_pool, "_PROGRAM", ("-c", TRICKY))
    with closing(ReaderPool(1)) as opened:
        yield opened


def test_a_picture_is_the_same_as_if_it_were_read_here(pool: ReaderPool, tmp_path: Path) -> None:
    folder = written(tmp_path, {"1.jpg": photo(1)})
    assert pool.picture(folder / "1.jpg") == picture_in(photo(1))


@pytest.mark.parametrize("data", [b"", b"Dear Sir", photo(1)[:200], many_scans(300)])
def test_what_is_refused_here_is_refused_there_in_the_same_words(
    pool: ReaderPool, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(UnreadableImage) as here:
        picture_in(data)
    with pytest.raises(UnreadableImage) as there:
        pool.picture(written(tmp_path, {"1.jpg": data}) / "1.jpg")
    assert str(there.value) == str(here.value)


def test_a_file_that_is_gone_is_refused(pool: ReaderPool, tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="no file"):
        pool.picture(tmp_path / "nothing.jpg")


def test_photos_are_compared_as_they_would_be_here(pool: ReaderPool) -> None:
    looks = tuple(look(number % 3, number) for number in range(20)) + ("",)
    there, here = pool.compare(looks), similar.compare(looks)
    assert there.groups == here.groups
    assert there.pairs.tolist() == here.pairs.tolist()


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(
    tricky: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_SECONDS", 0.5)
    with pytest.raises(UnreadableImage, match="takes more than"):
        tricky.picture(Path("slow"))
    with pytest.raises(UnreadableImage, match="^next$"):
        tricky.picture(Path("next"))


@pytest.mark.parametrize("trouble", ["crash", "nonsense"])
def test_a_decoder_that_crashes_costs_one_file(tricky: ReaderPool, trouble: str) -> None:
    for _ in range(2):
        with pytest.raises(UnreadableImage, match="sudden end"):
            tricky.picture(Path(trouble))
        with pytest.raises(UnreadableImage, match="^next$"):
            tricky.picture(Path("next"))


def test_a_comparison_that_takes_too_long_is_said(tricky: ReaderPool) -> None:
    with pytest.raises(ImagesError, match="1 photos could not be compared"):
        tricky.compare(("",))  # it has no path, so that one ends


def test_who_brings_one_file_does_not_wait_for_the_many_of_another(
    pool: ReaderPool, tmp_path: Path
) -> None:
    path = written(tmp_path, {"1.jpg": photo(1)}) / "1.jpg"
    read = []
    begun = threading.Event()

    def bring_many() -> None:
        for _ in range(200):
            pool.picture(path)
            read.append(1)
            begun.set()

    other = threading.Thread(target=bring_many)
    other.start()
    begun.wait()
    before = len(read)
    pool.picture(path)
    # That which was being read, and perhaps one that had asked before.
    assert len(read) - before <= 3
    other.join()


def test_more_memory_than_allowed_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(__import__("os"), "nice"):
        pytest.skip("this system limits no process")
    hungry = "import transfer_demo.images.reader_process as r; r._DOES['picture'] = " + (
        "lambda request: ({}, bytes(r.limits.READER_BYTES + 1)); "
        "r.main(__import__('sys').stdin.buffer, __import__('sys').stdout.buffer)"
    )
    monkeypatch.setattr(reader_pool, "_PROGRAM", ("-c", hungry))
    with (
        closing(ReaderPool(1)) as pool,
        pytest.raises(UnreadableImage, match="sudden end|not enough memory"),
    ):
        pool.picture(tmp_path)
