"""One file after the other: fetch its bytes, decode it, and say what came of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from transfer_demo.errors import GivenUp, UnreadableImage
from transfer_demo.images.dataset import Photo, Picture, Rejection
from transfer_demo.images.deep_grey import ALL_BITS, bits_for
from transfer_demo.images.file_picture import FilePicture
from transfer_demo.images.layout.file_kinds import holds_files
from transfer_demo.images.layout.location import Layout, Location
from transfer_demo.images.names import clean
from transfer_demo.images.sources import Source

ReadingProgress = Callable[[int, int], None]
"""Called after every file with how many are done, and of how many."""


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """What came of one file: a picture, or a reason why not.

    Width and height are those of the upright original, in pixels. `index` is its position in the
    source. `given_up` says that the reason is that it took too long.
    """

    index: int
    file: str
    place: Location
    picture: Picture | None = None
    reason: str | None = None
    width: int | None = None
    height: int | None = None
    given_up: bool = False


@dataclass
class Depth:
    """How many bits the grey pictures of more than 8 use in a source, once it is read to the end.

    None where there are none, or where they use all 16.
    """

    bits: int | None = None


def read_source(
    source: Source,
    layout: Layout,
    progress: ReadingProgress | None = None,
    *,
    depth: Depth | None = None,
) -> Iterator[ReadFile]:
    """Read all files of a source; in memory is only the one that is being read.

    Grey pictures of 16 bits come last, and are read twice: how many bits they use is seen in all
    of them together.

    Args:
        depth: is told of that.
    """
    late: list[int] = []
    highest = done = 0
    for index, place in enumerate(layout.places):
        found = _read(source, index, place)
        if isinstance(found, FilePicture) and found.brightest is not None:
            late.append(index)
            highest = max(highest, found.brightest)
            continue
        yield _outcome(source, index, place, found)
        done += 1
        if progress is not None:
            progress(done, len(layout.places))
    bits = bits_for(highest)
    if late and depth is not None and bits < ALL_BITS:
        depth.bits = bits
    for index in late:
        place = layout.places[index]
        yield _outcome(source, index, place, _read(source, index, place, white=2**bits - 1))
        done += 1
        if progress is not None:
            progress(done, len(layout.places))


def _read(
    source: Source, index: int, place: Location, *, white: int | None = None
) -> FilePicture | UnreadableImage:
    # What may hold pictures is told by what it is, wherever it lies.
    if place.reason and (index in source.refused or not holds_files(source.paths[index][-1])):
        return UnreadableImage(place.reason)
    try:
        found = source.picture(index, white=white)
    except UnreadableImage as exc:
        return exc
    return UnreadableImage(place.reason) if place.reason else found


def _outcome(
    source: Source, index: int, place: Location, found: FilePicture | UnreadableImage
) -> ReadFile:
    name = "/".join(map(clean, source.paths[index]))
    if isinstance(found, UnreadableImage):
        return ReadFile(
            index=index,
            file=name,
            place=place,
            reason=str(found),
            given_up=isinstance(found, GivenUp),
        )
    return ReadFile(
        index=index,
        file=name,
        place=place,
        picture=found.picture,
        width=found.width,
        height=found.height,
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
