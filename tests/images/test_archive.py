import io
import random
import struct
import tracemalloc
import zipfile

import pytest

from tests.images.made import photo, zipped
from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive


def opened(data: bytes) -> Archive:
    return Archive(io.BytesIO(data), name="photos.zip")


def read_all(archive: Archive) -> dict[str, bytes | str]:
    """Return the bytes, or the reason, of every file."""
    result: dict[str, bytes | str] = {}
    for index, parts in enumerate(archive.paths):
        name = "/".join(parts)
        try:
            result[name] = archive.refused.get(index) or archive.read(index)
        except UnreadableImage as exc:
            result[name] = str(exc)
    return result


def patched(data: bytes, *, offset: int, value: bytes) -> bytes:
    """Return the archive with bytes changed in the directory entry of its last file."""
    start = data.rindex(b"PK\x01\x02")
    return data[: start + offset] + value + data[start + offset + len(value) :]


def test_files_come_in_the_order_of_their_paths_whatever_their_order_inside() -> None:
    files = {"b/2.jpg": b"2", "a/1.jpg": b"1", "b/1.jpg": b"3"}
    assert list(read_all(opened(zipped(files))).items()) == sorted(files.items())


def test_folders_and_what_systems_leave_about_are_passed_over() -> None:
    files = {
        "cats/": b"",
        "__MACOSX/cats/._1.jpg": b"x",
        "cats/.DS_Store": b"x",
        "cats/1.jpg": b"1",
    }
    assert read_all(opened(zipped(files))) == {"cats/1.jpg": b"1"}


def test_paths_written_on_windows_are_understood() -> None:
    data = zipped({"cats/1.jpg": b"1"}).replace(b"cats/1.jpg", b"cats\\1.jpg")
    assert opened(data).paths == [("cats", "1.jpg")]


@pytest.mark.parametrize("path", ["../evil.jpg", "cats/../../evil.jpg", "/etc/evil.jpg"])
def test_a_path_out_of_the_archive_is_refused(path: str) -> None:
    found = read_all(opened(zipped({path: photo(), "cats/1.jpg": b"1"})))
    assert sorted(type(value).__name__ for value in found.values()) == ["bytes", "str"]
    assert any("leads out of the .zip" in str(value) for value in found.values())


def test_an_encrypted_file_is_refused() -> None:
    data = patched(zipped({"cats/1.jpg": b"1"}), offset=8, value=b"\x01\0")
    assert "encrypted" in str(read_all(opened(data))["cats/1.jpg"])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_cannot_be_counted_while_it_unpacks_is_refused(method: int) -> None:
    found = read_all(opened(zipped({"cats/1.jpg": photo()}, method=method)))
    assert "unusual method" in str(found["cats/1.jpg"])


def test_a_zip_in_a_zip_is_refused() -> None:
    found = read_all(opened(zipped({"cats/inner.zip": zipped({"a": b"a"})})))
    assert "inside a .zip" in str(found["cats/inner.zip"])


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", photo(), zipped({"a/1.jpg": photo()})[:-30], b"PK\x05\x06" + b"\xff" * 18],
    ids=["empty", "start", "jpeg", "cut", "nonsense"],
)
def test_what_is_no_zip_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(ImagesError, match=r"photos\.zip is no \.zip that can be opened"):
        opened(data)


def test_an_empty_zip_holds_no_files() -> None:
    assert opened(zipped({})).paths == []


def test_a_file_that_is_damaged_does_not_keep_the_others_out() -> None:
    data = bytearray(zipped({"a/1.jpg": photo(1), "a/2.jpg": photo(2)}))
    start = data.index(b"a/1.jpg") + len("a/1.jpg")
    data[start + 20 : start + 60] = b"\xff" * 40
    found = read_all(opened(bytes(data)))
    assert found["a/1.jpg"] == "The file is damaged inside the .zip."
    assert found["a/2.jpg"] == photo(2)


BOMB = b"\0" * (limits.ZIP_RATIO_FROM_BYTES * 4)


def test_a_zip_bomb_is_refused_before_it_is_unpacked_in_full() -> None:
    archive = opened(zipped({"a/bomb.bmp": BOMB, "a/1.jpg": photo()}))
    tracemalloc.start()
    try:
        found = read_all(archive)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "zip bomb" in str(found["a/bomb.bmp"])
    assert found["a/1.jpg"] == photo()
    assert most < len(BOMB) * 0.7


@pytest.mark.parametrize("claimed", [10, 2**31])
def test_a_size_that_the_directory_claims_is_not_believed(claimed: int) -> None:
    data = patched(zipped({"a/bomb.bmp": BOMB}), offset=24, value=struct.pack("<I", claimed))
    assert isinstance(read_all(opened(data))["a/bomb.bmp"], str)


def test_a_packed_size_that_the_directory_claims_is_not_believed() -> None:
    # Claiming to be large when packed would make the ratio look harmless.
    noise = random.Random(0).randbytes(1_000_000)
    data = zipped({"a/after": noise, "a/bomb.bmp": BOMB, "b/after": noise})
    start = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data = data[: start + 20] + struct.pack("<I", 800_000) + data[start + 24 :]
    assert "zip bomb" in str(read_all(opened(data))["a/bomb.bmp"])


def test_small_files_may_shrink_as_much_as_they_like() -> None:
    blank = b"\0" * 1_000_000
    assert read_all(opened(zipped({"a/blank.bmp": blank}))) == {"a/blank.bmp": blank}


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 500_000)
    found = read_all(opened(zipped({"a/1": bytes(600_000), "a/2": bytes(400_000)})))
    assert "unpacks to more than" in str(found["a/1"])
    assert found["a/2"] == bytes(400_000)


def test_once_the_total_is_too_much_the_rest_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ZIP_TOTAL_BYTES", 250_000)
    found = read_all(opened(zipped({f"a/{index}": bytes(100_000) for index in range(4)})))
    assert [isinstance(value, bytes) for value in found.values()] == [True, True, False, False]
    assert "the rest of it is not read" in str(found["a/3"])


def test_too_many_files_are_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES", 3)
    assert len(opened(zipped({f"a/{index}": b"" for index in range(3)})).paths) == 3
    with pytest.raises(ImagesError, match="holds 4 files; at most 3"):
        opened(zipped({f"a/{index}": b"" for index in range(4)}))


def directory_of(count: int, *, claimed: int | None = None, path: bytes = b"a/1.jpg") -> bytes:
    """A .zip of nothing but a directory: so many entries, and as many as it claims."""
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", len(path)) + bytes(16) + path
    end = struct.pack("<HHLLH", min(claimed or count, 65535), min(claimed or count, 65535),
                      len(entry) * count, 0, 0)  # fmt: skip
    return entry * count + b"PK\x05\x06" + bytes(4) + end


def test_a_directory_of_far_too_many_entries_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 1000)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ImagesError, match="lists 1,001 files and folders"):
        opened(directory_of(1001))


@pytest.mark.parametrize("claimed", [1, 900])
def test_a_directory_that_is_longer_than_it_claims_is_not_read_either(
    monkeypatch: pytest.MonkeyPatch, claimed: int
) -> None:
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 1000)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ImagesError, match="list of files in photos.zip is far too long"):
        opened(directory_of(50_000, claimed=claimed))


def test_the_end_record_is_where_python_says_it_is() -> None:
    record = zipfile._EndRecData(io.BytesIO(zipped({"a/1.jpg": b"1", "b": b"2"})))  # type: ignore[attr-defined]
    assert record[4] == 2
    assert zipfile._ECD_ENTRIES_TOTAL == 4  # type: ignore[attr-defined]
    assert zipfile._ECD_SIZE == 5  # type: ignore[attr-defined]


def test_a_path_that_is_too_long_is_refused_and_shown_cut() -> None:
    long = "a/" + "x" * (limits.PATH_CHARACTERS + 1)
    archive = opened(zipped({long: photo(1), "a/1.jpg": photo(2)}))
    (reason,) = archive.refused.values()
    assert "more than 1,024 characters" in reason
