"""What intake would do with every file, and why, without keeping any picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from transfer_demo.errors import FlatFolder, ImagesError
from transfer_demo.images.dataset import ImageSet, Photo, Picture
from transfer_demo.images.duplicates import find_duplicates, labelled
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.layout import Location
from transfer_demo.images.names import clean_path
from transfer_demo.images.reading import ReadFile, ReadingProgress, places_in, read_one, read_source
from transfer_demo.images.similar import near_duplicates
from transfer_demo.images.sources import open_source, read_file, starts_like_a_zip


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


def check(
    paths: Sequence[str | Path],
    *,
    label_by_name: bool = False,
    progress: ReadingProgress | None = None,
) -> tuple[FileReport, ...]:
    """Report on every file of folders, archives and single files; labels are not needed here.

    Files are named by their path inside the folder or archive; where several paths are given, that
    one stands before it.

    Args:
        label_by_name: where there are no folders, take the labels from the names of the files.

    Raises:
        ImagesError: there is nothing at a path.
    """
    reports: list[FileReport] = []
    for path in map(Path, paths):
        prefix = clean_path(path.as_posix()) if len(paths) > 1 else ""
        try:
            found = _check_one(path, label_by_name, progress)
        except ImagesError as exc:
            if not path.is_file():
                raise
            # An archive that cannot be opened is one refused file among the others.
            found = [FileReport(file="", status="rejected", reason=str(exc))]
        reports += [replace(report, file=_join(prefix, report.file, path)) for report in found]
    return tuple(reports)


def _join(prefix: str, file: str, path: Path) -> str:
    return "/".join(filter(None, (prefix, file))) or clean_path(path.name)


def _check_one(
    path: Path, label_by_name: bool, progress: ReadingProgress | None
) -> list[FileReport]:
    if path.is_file() and not starts_like_a_zip(path):
        return _report([read_one("", Location(), lambda: picture_in(read_file(path)))])
    with open_source(path) as source:
        try:
            places = places_in(source, label_by_name=label_by_name)
        except FlatFolder:  # no labels, which `check` does not ask for
            count = len(source.paths)
            places = [Location(reason=source.refused.get(index)) for index in range(count)]
        return _report(read_source(source, places, progress))


def _report(outcomes: Iterable[ReadFile]) -> list[FileReport]:
    reports: list[FileReport] = []
    photos: dict[int, Photo] = {}
    for position, outcome in enumerate(outcomes):
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
    return reports


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
