"""Sets as people bring them, drawn from a grammar: each file in its class and part, or named."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.images.made import FIXED, photo, sent, written
from tests.images.test_zip_names import Unflagged
from transfer_demo.images.archive import Archive
from transfer_demo.images.dataset import ImageSet, Part
from transfer_demo.images.file_reports import check
from transfer_demo.images.intake import gather
from transfer_demo.images.sources import Folder, Uploads

# Class names that can be written in an encoding, and are read in it where nobody tells it.
ALPHABETS = {
    "utf-8": ["cats", "Dogs", "Äpfel", "猫", "кошки", "10", "9"],
    "cp437": ["cats", "Dogs", "Äpfel", "éléphants", "niños"],
    "cp932": ["写真", "猫", "犬", "りんご", "cats"],
    "cp866": ["кошки", "собаки", "Яблоки", "cats"],
}
SPLITS: list[tuple[str, str]] = [
    *(("train", "val"), ("training_set", "test_set"), ("Train", "Testing")),
    *(("train_data", "holdout"), ("seg_train", "seg_test"), ("TrainSet", "EvalSet")),
]
JUNK = [".DS_Store", "__MACOSX/._x", "cats/Thumbs.db"]
NOTES = ["readme.txt", "licence.pdf", "docs/guide.md"]


@dataclass(frozen=True)
class Told:
    """A file with what must come of it: a class and a part, or a line why not."""

    path: str
    class_name: str | None = None
    part: Part | None = None


@dataclass(frozen=True)
class FoundSet:
    """Files as somebody has them, and how the names in a .zip of them are written."""

    files: Sequence[Told]
    junk: Sequence[str]
    encoding: str
    flagged: bool

    @property
    def data(self) -> dict[str, bytes]:
        pictures = [told for told in self.files if told.path.endswith(".jpg")]
        data = {told.path: photo(number) for number, told in enumerate(pictures)}
        return {**data, **{told.path: b"text" for told in self.files if told.path not in data}}


@st.composite
def found_sets(draw: st.DrawFn) -> FoundSet:
    encoding = draw(st.sampled_from(sorted(ALPHABETS)))
    names = draw(
        st.lists(st.sampled_from(ALPHABETS[encoding]), min_size=2, max_size=3, unique=True)
    )
    kind = draw(st.sampled_from(["classes", "split", "split of each class", "unlabelled test"]))
    train, validation = draw(st.sampled_from(SPLITS))
    top = draw(st.sampled_from(["", "photos/", "data/2024/"]))
    group = draw(st.sampled_from(["", "a/", "deep/er/"]))
    files = [Told(note) for note in draw(st.lists(st.sampled_from(NOTES), unique=True))]
    for name in names:
        for number in range(draw(st.integers(1, 2))):
            file = f"{group}{number}.jpg"
            if kind == "classes":
                files.append(Told(f"{top}{name}/{file}", name))
            elif kind == "unlabelled test":
                files.append(Told(f"{top}{train}/{name}/{file}", name))
            elif kind == "split":
                files.append(Told(f"{top}{train}/{name}/{file}", name, "train"))
                files.append(Told(f"{top}{validation}/{name}/{file}", name, "validation"))
            else:
                files.append(Told(f"{top}{name}/{train}/{file}", name, "train"))
                files.append(Told(f"{top}{name}/{validation}/{file}", name, "validation"))
    if kind == "unlabelled test":
        files += [Told(f"{top}{validation}/{number}.jpg") for number in range(2)]
    return FoundSet(
        files=files,
        junk=draw(st.lists(st.sampled_from(JUNK), unique=True)),
        encoding=encoding,
        flagged=draw(st.booleans()),
    )


def zipped_as(found: FoundSet) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in {**found.data, **dict.fromkeys(found.junk, b"x")}.items():
            if found.flagged:
                archive.writestr(path, data)
                continue
            info = Unflagged(path)
            info.raw = path.encode(found.encoding)
            archive.writestr(info, data)
    return buffer


def told_by(image_set: ImageSet) -> dict[str, tuple[str | None, Part | None]]:
    used = {photo.file: (photo.class_name, photo.part) for photo in image_set.photos}
    unused = {refused.file: (None, None) for refused in image_set.rejected}
    assert not used.keys() & unused.keys()
    return {**used, **unused}


@settings(FIXED, max_examples=40)
@given(found_sets())
def test_every_file_is_in_its_class_and_part_or_named_whichever_way_it_comes(
    found: FoundSet,
) -> None:
    expected = {told.path: (told.class_name, told.part) for told in found.files}
    archive = gather(Archive(zipped_as(found), name="mine.zip"))
    assert told_by(archive) == expected
    assert all(refused.reason.endswith(".") for refused in archive.rejected)
    files = {**found.data, **dict.fromkeys(found.junk, b"x")}
    uploaded = gather(Uploads(sent(path, data) for path, data in files.items()))
    assert told_by(uploaded) == expected
    with tempfile.TemporaryDirectory() as folder:
        top = written(Path(folder), files)
        assert told_by(gather(Folder(top))) == expected
        checked = check(top)
    assert {report.file: report.status == "accepted" for report in checked.files} == {
        path: name is not None for path, (name, _) in expected.items()
    }
    assert checked.images.classes == uploaded.classes == archive.classes
