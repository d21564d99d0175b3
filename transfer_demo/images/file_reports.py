"""What intake would do with every file, and why, without keeping any picture."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from transfer_demo.errors import ImagesError, LabelsUnclear, UnreadableImage
from transfer_demo.images.dataset import ImageSet, Part, Photo, Picture, Rejection
from transfer_demo.images.duplicates import find_duplicates, labelled
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.layout.location import LabelSource, Layout, Location
from transfer_demo.images.names import clean_path, in_order
from transfer_demo.images.places import layout_of
from transfer_demo.images.portions import notes
from transfer_demo.images.reading import Depth, ReadFile, ReadingProgress, read_source
from transfer_demo.images.similar import near_duplicates
from transfer_demo.images.sources import ReadableSource, open_source, read_file, starts_like_a_zip
from transfer_demo.images.zip_names import known_encoding


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """What intake does with one file.

    Width and height are those of the upright original, in pixels. An accepted file can have a
    reason too: a remark, for example that it looks like another one.
    """

    file: str
    status: Literal["accepted", "rejected"]
    reason: str | None = None
    width: int | None = None
    height: int | None = None
    class_name: str | None = None
    part: Part | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What intake makes of one folder, archive or single file.

    `images` are what a race would be given, without the data of the pictures: enough to divide and
    to advise on. `unclear` says in a sentence why there are no labels; empty where there are.
    `passed_over` counts what systems leave about.
    """

    files: tuple[FileReport, ...]
    images: ImageSet
    unclear: str = ""
    passed_over: int = 0


def check(
    path: str | Path,
    *,
    labels: LabelSource | None = None,
    zip_names: str | None = None,
    progress: ReadingProgress | None = None,
) -> Checked:
    """Report on every file of a folder, an archive or of a single file; it may have no label.

    Files are named by their path inside the folder or archive.

    Args:
        labels: what gives the labels, as for `load_images`.
        zip_names: the encoding of names in a .zip that does not say it; None finds out.

    Raises:
        ImagesError: there is nothing at the path, or nobody knows the encoding.
    """
    path = Path(path)
    if zip_names is not None:
        known_encoding(zip_names)
    try:
        if os.path.isfile(path) and not starts_like_a_zip(path):
            return _checked_file(path)
        with open_source(path, zip_names=zip_names) as source:
            return _checked_source(source, labels, progress)
    except ImagesError as exc:
        if not os.path.isfile(path):
            raise
        # An archive that cannot be opened is one refused file.
        report = FileReport(file=clean_path(path.name), status="rejected", reason=str(exc))
        return Checked(files=(report,), images=_NOTHING)


_NOTHING = ImageSet(classes=(), photos=())


def _checked_file(path: Path) -> Checked:
    name = clean_path(path.name)
    try:
        found = picture_in(read_file(path))
    except UnreadableImage as exc:
        report = FileReport(file=name, status="rejected", reason=str(exc))
    else:
        report = FileReport(file=name, status="accepted", width=found.width, height=found.height)
    return Checked(files=(report,), images=_NOTHING)


def _checked_source(
    source: ReadableSource, labels: LabelSource | None, progress: ReadingProgress | None
) -> Checked:
    unclear = ""
    try:
        layout = layout_of(source, labels=labels)
    except LabelsUnclear as exc:
        unclear = str(exc)
        places = (Location(reason=source.refused.get(i)) for i in range(len(source.paths)))
        layout = Layout(labels="folders", places=tuple(places))
    depth = Depth()
    read = sorted(read_source(source, layout, progress, depth=depth), key=lambda file: file.index)
    usable = Counter((file.place.class_name, file.place.part) for file in read if file.picture)
    files, photos = _report(read)
    gone = [Rejection(file=f.file, reason=f.reason or "") for f in files if f.status == "rejected"]
    classes = sorted({name for name, _ in usable if name}, key=in_order)
    images = ImageSet(
        classes=tuple(classes),
        photos=() if unclear else tuple(photos),
        rejected=tuple(gone),
        notes=notes(source, layout, depth, usable=usable),
    )
    return Checked(
        files=tuple(files), images=images, unclear=unclear, passed_over=source.passed_over
    )


def _report(read: Iterable[ReadFile]) -> tuple[list[FileReport], list[Photo]]:
    """Return a report on each file, and the photos that stay."""
    reports: list[FileReport] = []
    photos: dict[int, Photo] = {}
    for position, outcome in enumerate(read):
        if outcome.picture is not None:
            photos[position] = _without_data(outcome.picture, outcome)
        reports.append(
            FileReport(
                file=outcome.file,
                status="accepted" if outcome.picture else "rejected",
                reason=outcome.reason,
                width=outcome.width,
                height=outcome.height,
                class_name=outcome.place.class_name,
                part=outcome.place.part,
            )
        )
    for position, reason in _surplus(photos).items():
        # Without labels a second copy is only worth a remark: nothing has been decided yet.
        rejected = reports[position].class_name is not None
        reports[position] = replace(
            reports[position], reason=reason, status="rejected" if rejected else "accepted"
        )
        del photos[position]
    for position, remark in _look_alikes(photos).items():
        reports[position] = replace(reports[position], reason=remark)
    return reports, [*photos.values()]


def _without_data(picture: Picture, outcome: ReadFile) -> Photo:
    """Return what is needed of a picture to compare it with others: thousands stay in memory."""
    return Photo(
        picture=replace(picture, data=b""),
        class_name=outcome.place.class_name or "",
        file=outcome.file,
        part=outcome.place.part,
    )


def _surplus(photos: Mapping[int, Photo]) -> dict[int, str]:
    positions = list(photos)
    found = find_duplicates([labelled(photo) for photo in photos.values()])
    return {positions[index]: reason for index, reason in found.items()}


def _look_alikes(photos: Mapping[int, Photo]) -> dict[int, str]:
    """Return a remark on each photo that looks like an earlier one."""
    position_of = {id(photo): position for position, photo in photos.items()}
    pairs = near_duplicates(ImageSet(classes=(), photos=tuple(photos.values())))
    remarks: dict[int, str] = {}
    for pair in pairs:
        remarks.setdefault(
            position_of[id(pair.second)],
            f"It looks like {pair.first.file}. Both stay, and are never divided between training "
            "and validation, unless you give the split.",
        )
    return remarks
