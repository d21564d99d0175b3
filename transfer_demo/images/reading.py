"""One file after the other: fetch its bytes, decode it, and say what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from transfer_demo.errors import FlatFolder, GivenUp, UnreadableImage
from transfer_demo.images.dataset import Photo, Picture, Rejection
from transfer_demo.images.file_picture import Fetch
from transfer_demo.images.labels_by_name import labels_from_names
from transfer_demo.images.layout import Location, is_flat, is_one_folder, lay_out
from transfer_demo.images.names import clean, in_order
from transfer_demo.images.sources import Source

_LABELS_SHOWN: Final = 12

ReadingProgress = Callable[[int, int], None]
"""Called after every file with how many are done, and of how many."""


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """What came of one file: a picture, or a reason why not.

    Width and height are those of the upright original, in pixels. `given_up` says that the reason
    is that it took too long.
    """

    file: str
    place: Location
    picture: Picture | None = None
    reason: str | None = None
    width: int | None = None
    height: int | None = None
    given_up: bool = False


def places_in(source: Source, *, label_by_name: bool = False) -> list[Location]:
    """Return the place of each file. What is refused anyway has no say in how the rest lies.

    Args:
        label_by_name: where there are no folders, take the labels from the names of the files.

    Raises:
        FlatFolder: there are no folders, and the names are not to be used or give no classes.
    """
    wanted = [path for index, path in enumerate(source.paths) if index not in source.refused]
    names = [path[-1] for path in wanted]
    labels = labels_from_names(names) if is_one_folder(wanted) else None
    # A single folder is a class, unless the name of every file in it says something else.
    if wanted and (is_flat(wanted) or (labels and len(labels) == len(set(names)))):
        if not label_by_name or labels is None:
            raise FlatFolder(_no_folders(source, names, labels), labels=_counts(names, labels))
        laid_out = [_place_by_name(name, labels) for name in names]
    else:
        laid_out = lay_out(wanted)
    places = iter(laid_out)
    return [
        Location(reason=source.refused[index]) if index in source.refused else next(places)
        for index in range(len(source.paths))
    ]


def _place_by_name(name: str, labels: Mapping[str, str]) -> Location:
    if name in labels:
        return Location(class_name=labels[name])
    return Location(reason="Its name begins with no class that another file has too.")


def _counts(names: Sequence[str], labels: Mapping[str, str] | None) -> Mapping[str, int]:
    found = Counter(labels[name] for name in names if name in labels) if labels else Counter()
    return {label: found[label] for label in sorted(found, key=in_order)}


def _no_folders(source: Source, names: Sequence[str], labels: Mapping[str, str] | None) -> str:
    counts = _counts(names, labels)
    found = ", ".join(f"{label} ({count})" for label, count in list(counts.items())[:_LABELS_SHOWN])
    more = ", and others" if len(counts) > _LABELS_SHOWN else ""
    by_name = (
        f" Or take the classes from the names of the files (--label-by-name): {found}{more}."
        if counts
        else ""
    )
    files = "its file" if len(names) == 1 else f"its {len(names)} files"
    return (
        f"{source.name} has no sub-folders, so nothing says what is on {files}. "
        f"Make one sub-folder per class, named after the class.{by_name}"
    )


def read_source(
    source: Source, places: list[Location], progress: ReadingProgress | None = None
) -> Iterator[ReadFile]:
    """Read all files of a folder or archive; in memory is only the one that is being read."""
    for index, (parts, place) in enumerate(zip(source.paths, places, strict=True)):
        name = "/".join(clean(part) for part in parts)
        yield read_one(name, place, partial(source.picture, index))
        if progress is not None:
            progress(index + 1, len(places))


def read_one(name: str, place: Location, fetch: Fetch) -> ReadFile:
    """Read one file, which has the name only for display."""
    if place.reason:
        return ReadFile(file=name, place=place, reason=place.reason)
    try:
        found = fetch()
    except UnreadableImage as exc:
        given_up = isinstance(exc, GivenUp)
        return ReadFile(file=name, place=place, reason=str(exc), given_up=given_up)
    return ReadFile(
        file=name, place=place, picture=found.picture, width=found.width, height=found.height
    )


def sort_out(outcomes: Iterable[ReadFile]) -> tuple[tuple[Photo, ...], tuple[Rejection, ...]]:
    """Return what came of files as labelled photos, and as files that are not used."""
    photos: list[Photo] = []
    rejected: list[Rejection] = []
    for outcome in outcomes:
        if outcome.picture is None:
            rejected.append(Rejection(file=outcome.file, reason=outcome.reason or ""))
            continue
        photos.append(
            Photo(
                picture=outcome.picture,
                class_name=outcome.place.class_name or "",
                file=outcome.file,
                part=outcome.place.part,
            )
        )
    return tuple(photos), tuple(rejected)
