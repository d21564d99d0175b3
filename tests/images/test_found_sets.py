"""Sets as people bring them, drawn from a grammar: each file in its class and part, or named."""

import io
import tempfile
import zipfile
from itertools import starmap
from pathlib import Path

from hypothesis import given, settings

from tests.images.grammar import FoundSet, found_sets
from tests.images.made import FIXED, sent, written
from tests.images.test_zip_names import Unflagged
from transfer_demo.images.archive import Archive
from transfer_demo.images.dataset import ImageSet, Part
from transfer_demo.images.file_reports import check
from transfer_demo.images.intake import gather
from transfer_demo.images.layout.layouts import laid_out, understand
from transfer_demo.images.sources import Folder, Uploads


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


@settings(FIXED, max_examples=80)
@given(found_sets())
def test_every_file_is_in_its_class_and_part_or_named_whichever_way_it_comes(
    found: FoundSet,
) -> None:
    expected = {told.path: (told.class_name, told.part) for told in found.files}
    archive = gather(Archive(zipped_as(found), name="mine.zip"), labels=found.labels)
    assert told_by(archive) == expected
    assert all(refused.reason.endswith(".") for refused in archive.rejected)
    files = {**found.data, **dict.fromkeys(found.junk, b"x")}
    uploaded = gather(Uploads(starmap(sent, files.items())), labels=found.labels)
    assert told_by(uploaded) == expected
    with tempfile.TemporaryDirectory() as folder:
        top = written(Path(folder), files)
        assert told_by(gather(Folder(top), labels=found.labels)) == expected
        checked = check(top, labels=found.labels)
    assert {report.file: report.status == "accepted" for report in checked.files} == {
        path: name is not None for path, (name, _) in expected.items()
    }
    assert checked.images.classes == uploaded.classes == archive.classes
    assert checked.images.notes == uploaded.notes
    assert checked.passed_over == len(found.junk)


@settings(FIXED, max_examples=40)
@given(found_sets())
def test_no_class_goes_without_a_line(found: FoundSet) -> None:
    """All pictures of one class are broken: it is named, and the others are as they were."""
    gone = next(told.class_name for told in found.files if told.class_name)
    data = {
        told.path: b"" if told.class_name == gone else found.data[told.path] for told in found.files
    }
    image_set = gather(Uploads(starmap(sent, data.items())), labels=found.labels)
    assert gone not in image_set.classes
    assert any(gone in note and "no file can be used" in note for note in image_set.notes)
    assert set(image_set.classes) == {told.class_name for told in found.files} - {None, gone}


@settings(FIXED, max_examples=400)
@given(found_sets(with_table=False))
def test_paths_alone_say_where_each_file_belongs(found: FoundSet) -> None:
    paths = [tuple(told.path.split("/")) for told in found.files]
    layout = understand(paths).assumed if found.labels is None else laid_out(paths, found.labels)
    assert layout is not None
    for told, place in zip(found.files, layout.places, strict=True):
        assert (place.class_name is None) != (place.reason is None)
        if told.readable:
            assert (place.class_name, place.part) == (told.class_name, told.part), told.path
