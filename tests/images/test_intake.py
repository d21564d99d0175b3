import io
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.images.made import FIXED, encoded, noise, photo, sent, written, zipped
from transfer_demo.errors import ImagesError, LabelsUnclear
from transfer_demo.images import file_picture, limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.intake import gather, load_images
from transfer_demo.images.layout.location import LabelSource
from transfer_demo.images.names import is_ignored, split_path
from transfer_demo.images.sources import Folder, Uploads

TWO_CLASSES = {
    "dogs/2.jpg": photo(1),
    "dogs/1.png": encoded(noise(2)),
    "cats/1.jpg": photo(3),
    "cats/deep/er/2.jpg": photo(4),
}


def labels(image_set: ImageSet) -> list[tuple[str, str]]:
    return [(photo.class_name, photo.file) for photo in image_set.photos]


def read_folder(path: Path, *, labels: LabelSource | None = None) -> ImageSet:
    return gather(Folder(path), labels=labels)


def read_zip(file: BinaryIO, *, labels: LabelSource | None = None) -> ImageSet:
    return gather(Archive(file, name="The .zip"), labels=labels)


def read_paths(
    files: Iterable[tuple[str, bytes]], *, labels: LabelSource | None = None
) -> ImageSet:
    """Read files as a browser sends a folder."""
    return gather(Uploads(sent(path, data) for path, data in files), labels=labels)


def refused(image_set: ImageSet) -> dict[str, str]:
    return {rejection.file: rejection.reason for rejection in image_set.rejected}


def test_a_folder_of_class_folders_is_read(tmp_path: Path) -> None:
    image_set = load_images(written(tmp_path, TWO_CLASSES))
    assert image_set.classes == ("cats", "dogs")
    assert labels(image_set) == [
        ("cats", "cats/1.jpg"),
        ("cats", "cats/deep/er/2.jpg"),
        ("dogs", "dogs/1.png"),
        ("dogs", "dogs/2.jpg"),
    ]
    assert not image_set.rejected
    assert all(photo.part is None for photo in image_set.photos)


def test_a_folder_a_zip_and_an_upload_give_the_same_images(tmp_path: Path) -> None:
    files = {**TWO_CLASSES, "cats/broken.jpg": photo()[:99], "note.txt": b"hello"}
    folder = read_folder(written(tmp_path / "folder", files))
    assert len(folder.rejected) == 2
    backwards = dict(reversed(files.items()))
    assert read_zip(io.BytesIO(zipped(backwards))) == folder
    assert read_paths(backwards.items()) == folder
    (tmp_path / "archive.zip").write_bytes(zipped(files))
    assert load_images(tmp_path / "archive.zip") == folder
    assert load_images(str(tmp_path / "folder")) == folder


def test_a_given_split_is_kept(tmp_path: Path) -> None:
    files = {
        f"photos/{part}/{name}/1.jpg": photo(seed)
        for seed, (part, name) in enumerate(
            [("train", "cats"), ("train", "dogs"), ("val", "cats"), ("val", "dogs")]
        )
    }
    image_set = load_images(written(tmp_path, files))
    assert image_set.classes == ("cats", "dogs")
    parts = [(photo.file, photo.part) for photo in image_set.photos]
    assert parts == [
        ("photos/train/cats/1.jpg", "train"),
        ("photos/train/dogs/1.jpg", "train"),
        ("photos/val/cats/1.jpg", "validation"),
        ("photos/val/dogs/1.jpg", "validation"),
    ]


def test_bad_files_are_listed_with_a_reason_and_the_others_go_in(tmp_path: Path) -> None:
    bad = {
        "cats/cut.jpg": photo()[:200],
        "cats/document.jpg": b"%PDF-1.4",
        "dogs/empty.png": b"",
        "dogs/notes.txt": b"some text",
        "beside.jpg": photo(9),
        "dogs/album.zip": zipped({"1.jpg": photo()}),
    }
    image_set = load_images(written(tmp_path, {**TWO_CLASSES, **bad}))
    assert len(image_set.photos) == len(TWO_CLASSES)
    assert refused(image_set).keys() == bad.keys()
    assert all(reason.endswith(".") for reason in refused(image_set).values())


def test_what_systems_leave_about_is_passed_over_silently(tmp_path: Path) -> None:
    left = {"__MACOSX/cats/._1.jpg": b"x", "cats/.DS_Store": b"x", "Thumbs.db": b"x"}
    image_set = load_images(written(tmp_path, {**TWO_CLASSES, **left}))
    assert not image_set.rejected


def test_a_path_out_of_a_zip_is_refused_and_does_not_change_how_the_rest_is_read() -> None:
    files = {"photos/" + name: data for name, data in TWO_CLASSES.items()}
    image_set = read_zip(io.BytesIO(zipped({**files, "../../evil.jpg": photo(8)})))
    assert image_set.classes == ("cats", "dogs")
    assert list(refused(image_set)) == ["../../evil.jpg"]


def test_the_same_picture_twice_in_a_class_is_used_once(tmp_path: Path) -> None:
    image_set = load_images(written(tmp_path, {**TWO_CLASSES, "cats/copy.jpg": photo(3)}))
    assert labels(image_set).count(("cats", "cats/1.jpg")) == 1
    assert refused(image_set) == {
        "cats/copy.jpg": "This is the same picture as cats/1.jpg, which is used."
    }


def test_the_same_picture_under_two_labels_is_used_under_neither(tmp_path: Path) -> None:
    image_set = load_images(written(tmp_path, {**TWO_CLASSES, "dogs/cat.jpg": photo(3)}))
    assert refused(image_set).keys() == {"cats/1.jpg", "dogs/cat.jpg"}
    assert labels(image_set) == [
        ("cats", "cats/deep/er/2.jpg"),
        ("dogs", "dogs/1.png"),
        ("dogs", "dogs/2.jpg"),
    ]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds no files"),
        ({"1.jpg": photo(1), "2.jpg": photo(2)}, "has no sub-folders.*one sub-folder per class"),
        ({"cats/1.jpg": photo(1)}, r"only one class \(cats\).*two are needed"),
        ({"cats/1.jpg": b"", "dogs/1.jpg": b""}, "no class.*2 files cannot be used. cats"),
        (
            {"cats/1.jpg": photo(1), "dogs/1.jpg": b"x"},
            "1 file cannot be used. dogs/1.jpg: This is",
        ),
    ],
)
def test_too_few_classes_are_refused_in_a_sentence(
    files: dict[str, bytes], sentence: str, tmp_path: Path
) -> None:
    top = tmp_path / "photos"
    top.mkdir()
    with pytest.raises(ImagesError, match=f"photos.*{sentence}"):
        load_images(written(top, files))


def test_a_path_with_nothing_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImagesError, match=r"There is no folder or \.zip at"):
        load_images(tmp_path / "nowhere")


def test_a_single_photo_is_no_set_of_images(tmp_path: Path) -> None:
    written(tmp_path, {"cat.jpg": photo()})
    with pytest.raises(ImagesError, match=r"cat\.jpg is no \.zip"):
        load_images(tmp_path / "cat.jpg")


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped(TWO_CLASSES))
    start = -1
    while (start := data.find(b"PK\x01\x02", start + 1)) >= 0:
        data[start + 8] |= 1
    (tmp_path / "photos.zip").write_bytes(data)
    with pytest.raises(ImagesError, match="4 files cannot be used.*encrypted"):
        load_images(tmp_path / "photos.zip")


FLAT = {
    "cat_001.jpg": photo(1),
    "cat_002.jpg": photo(2),
    "dog_001.jpg": photo(3),
    "dog_002.jpg": photo(4),
    "7.jpg": photo(5),
}


@pytest.mark.parametrize("way", ["folder", "zip", "upload", "load"])
def test_a_flat_folder_asks_for_labels_and_takes_those_of_the_names(
    way: str, tmp_path: Path
) -> None:
    written(tmp_path / "photos", FLAT)

    def read(labels: LabelSource | None) -> ImageSet:
        if way == "folder":
            return read_folder(tmp_path / "photos", labels=labels)
        if way == "zip":
            return read_zip(io.BytesIO(zipped(FLAT)), labels=labels)
        if way == "upload":
            return read_paths(FLAT.items(), labels=labels)
        return load_images(tmp_path / "photos", labels=labels)

    with pytest.raises(LabelsUnclear, match=r"--labels names\): cat \(2\), dog \(2\)") as caught:
        read(None)
    assert [layout.counts for layout in caught.value.layouts] == [{"cat": 2, "dog": 2}]
    image_set = read("names")
    assert image_set.classes == ("cat", "dog")
    assert {photo.file: photo.class_name for photo in image_set.photos} == {
        name: name[:3] for name in FLAT if name != "7.jpg"
    }
    assert [refused.file for refused in image_set.rejected] == ["7.jpg"]


def test_a_flat_folder_whose_names_say_nothing_has_no_labels_to_offer() -> None:
    files = {"IMG_1.jpg": photo(1), "IMG_2.jpg": photo(2)}
    with pytest.raises(LabelsUnclear, match="nothing says what is on its 2 files") as caught:
        read_paths(files.items())
    assert caught.value.layouts == ()
    assert "--labels" not in str(caught.value)
    with pytest.raises(LabelsUnclear, match="one could take the classes from the names"):
        read_paths(files.items(), labels="names")


def test_one_folder_is_a_class_unless_every_name_in_it_says_more() -> None:
    one = {"cats/IMG_1.jpg": photo(1), "cats/IMG_2.jpg": photo(2)}
    assert read_paths(one.items()).classes == ("cats",)
    mixed = {f"photos/{name}": data for name, data in FLAT.items() if name != "7.jpg"}
    with pytest.raises(LabelsUnclear):
        read_paths(mixed.items())
    assert read_paths(mixed.items(), labels="names").classes == ("cat", "dog")


def test_a_table_among_the_files_gives_their_labels(tmp_path: Path) -> None:
    files = {f"images/{number}.jpg": photo(number) for number in range(4)}
    table = b"file,label\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\n"
    image_set = load_images(written(tmp_path, {**files, "labels.csv": table}))
    assert [name for name, _ in labels(image_set)] == ["cat", "cat", "dog", "dog"]
    assert image_set.notes == ("The classes are taken from the table labels.csv.",)
    zip_file = io.BytesIO(zipped({**files, "labels.csv": table}))
    assert read_zip(zip_file).photos == image_set.photos


def test_a_table_that_says_nothing_is_named(tmp_path: Path) -> None:
    files = {f"images/{number}.jpg": photo(number) for number in range(4)}
    for name in ("labels.xlsx", "labels.csv"):
        top = written(tmp_path / name, {**files, name: b"PK"})
        with pytest.raises(LabelsUnclear, match=rf"{name} .*a column of"):
            load_images(top)
    short = {**files, "labels.csv": b"file,label\n0.jpg,cat\n1.jpg,dog\n"}
    with pytest.raises(LabelsUnclear, match="2 labels for 2 pictures"):
        load_images(written(tmp_path / "short", short))
    packed = {"photos.tar.gz": b"\x1f\x8b", "ours.jpg": photo(1)}
    with pytest.raises(LabelsUnclear, match=r"photos\.tar\.gz is not opened: unpack it"):
        load_images(written(tmp_path / "packed", packed))


def test_what_may_hold_pictures_is_told_by_what_it_is_wherever_it_lies(tmp_path: Path) -> None:
    files = {**TWO_CLASSES, "more.tar.gz": b"\x1f\x8b", "a.npy": b"\x93NUMPY", "README": b"Hello"}
    found = load_images(written(tmp_path, files))
    reasons = {refused.file: refused.reason for refused in found.rejected}
    assert "gzip archive" in reasons["more.tar.gz"]
    assert "Unpack it first" in reasons["more.tar.gz"]
    assert "NumPy array" in reasons["a.npy"]
    assert "beside the class folders" in reasons["README"]


def test_boxes_beside_the_pictures_of_classes_are_said(tmp_path: Path) -> None:
    box = b"0 0.5 0.5 0.2 0.2\n"
    files = {f"{top}/{n}.jpg": photo(n) for top, n in (("street", 1), ("street", 2), ("park", 3))}
    boxes = {name.replace("jpg", "txt"): box for name in files}
    image_set = load_images(written(tmp_path, {**files, **boxes}))
    assert image_set.classes == ("park", "street")
    assert any("Bounding boxes" in note for note in image_set.notes)
    frames = {f"frames/{n}.jpg": photo(n) for n in (1, 2)}
    yolo = {**frames, "labels/1.txt": box, "labels/2.txt": box}
    with pytest.raises(LabelsUnclear, match="object detection"):
        load_images(written(tmp_path / "yolo", yolo))


def test_folders_that_become_no_class_are_said(tmp_path: Path) -> None:
    files = {**TWO_CLASSES, "birds/.DS_Store": b"x", "fish/1.jpg": b"x", "fish/2.jpg": b"y"}
    image_set = load_images(written(tmp_path, files))
    assert image_set.classes == ("cats", "dogs")
    assert image_set.notes == (
        "Nothing lies in birds/: no class comes of that.",
        "Of fish (2 files) no file can be used: no class comes of that.",
    )


def test_classes_stand_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    files = {f"{name}/1.jpg": photo(name) for name in (10, 9, 1, 2)}
    assert load_images(written(tmp_path, files)).classes == ("1", "2", "9", "10")


def test_progress_is_told_after_every_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    load_images(
        written(tmp_path, TWO_CLASSES), progress=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_files_are_read_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(TWO_CLASSES)
    log: list[str] = []
    decoded, opened = file_picture.decode_with_size, zipfile.ZipFile.open

    def decode(data: bytes) -> object:
        log.append("decode")
        return decoded(data)

    def unpack(self: zipfile.ZipFile, info: zipfile.ZipInfo) -> object:
        log.append("unpack")
        return opened(self, info)

    monkeypatch.setattr(file_picture, "decode_with_size", decode)
    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    read_zip(io.BytesIO(data))
    assert log == ["unpack", "decode"] * 4


NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8
) | st.sampled_from(["..", ".", "train", "val", "cats", "dogs", "__MACOSX", "a.zip", "C:", "a\\b"])
CONTENTS = st.sampled_from([photo(1), photo(2), encoded(noise(3)), photo(4)[:300], b"text", b""])


@settings(FIXED, max_examples=100)
@given(
    st.dictionaries(st.lists(NAMES, min_size=1, max_size=4).map("/".join), CONTENTS, max_size=8),
    st.sampled_from([None, "names", "folders"]),
)
def test_of_any_zip_every_file_is_used_refused_or_one_of_those_that_are_ignored(
    files: dict[str, bytes], labels: LabelSource | None
) -> None:
    data = zipped(files)
    try:
        image_set = read_zip(io.BytesIO(data), labels=labels)
    except LabelsUnclear as exc:
        assert labels != "folders"
        for layout in exc.layouts:
            assert read_zip(io.BytesIO(data), labels=layout.labels)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        wanted = [
            info.filename
            for info in archive.infolist()
            if not info.is_dir()
            and split_path(info.filename)
            and not is_ignored(split_path(info.filename))
        ]
    assert len(image_set.photos) + len(image_set.rejected) == len(wanted)
    assert {photo.class_name for photo in image_set.photos} <= set(image_set.classes)
    digests = [photo.picture.digest for photo in image_set.photos]
    assert len(set(digests)) == len(digests)
    for shown in (*(p.file for p in image_set.photos), *(r.file for r in image_set.rejected)):
        assert shown.encode("utf-8")


@settings(FIXED, max_examples=100)
@given(
    damage=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=10),
    end=st.floats(0, 1),
)
def test_a_damaged_zip_gives_images_or_a_sentence_and_nothing_else(
    damage: list[tuple[float, int]], end: float
) -> None:
    data = bytearray(zipped(TWO_CLASSES))
    for place, value in damage:
        data[int(place * (len(data) - 1))] = value
    with suppress(ImagesError):
        image_set = read_zip(io.BytesIO(data[: int(len(data) * end)]))
        assert len(image_set.photos) <= len(TWO_CLASSES)


def test_the_limits_can_be_shown_in_a_sentence() -> None:
    said = limits.in_words(zip_bytes=4_000 * limits.MIB)
    assert f"a .zip of 4 GB with {limits.FILES:,} files" in said
    assert f"{limits.CLASSES} classes" in said


def test_a_table_beside_one_folder_gives_the_classes(tmp_path: Path) -> None:
    files = {f"herbarium/{number}.jpg": photo(number) for number in range(4)}
    table = b"Datei;Art\n0.jpg;Mohn\n1.jpg;Mohn\n2.jpg;Klee\n3.jpg;Klee\n"
    found = load_images(written(tmp_path, {**files, "herbarium/labels.csv": table}))
    assert found.classes == ("Klee", "Mohn")
    assert len(found.photos) == 4
