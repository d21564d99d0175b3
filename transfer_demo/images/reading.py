"""One file after the other: fetch its bytes, decode it, and say what came of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from transfer_demo.errors import UnreadableImage
from transfer_demo.images.dataset import Picture
from transfer_demo.images.decode import decode_with_size, to_picture
from transfer_demo.images.layout import Place, lay_out
from transfer_demo.images.names import clean
from transfer_demo.images.sources import Source

Progress = Callable[[int, int], None]
"""Called after every file with how many are done, and of how many."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one file: a picture, or a reason why not.

    Width and height are those of the upright original, in pixels.
    """

    file: str
    place: Place
    picture: Picture | None = None
    reason: str | None = None
    width: int | None = None
    height: int | None = None


def places_in(source: Source) -> list[Place]:
    """Return the place of each file. What is refused anyway has no say in how the rest lies."""
    wanted = [path for index, path in enumerate(source.paths) if index not in source.refused]
    places = iter(lay_out(wanted))
    return [
        Place(reason=source.refused[index]) if index in source.refused else next(places)
        for index in range(len(source.paths))
    ]


def read_source(
    source: Source, places: list[Place], progress: Progress | None = None
) -> Iterator[Outcome]:
    """Read all files of a folder or archive; in memory is only the one that is being read."""
    for index, (parts, place) in enumerate(zip(source.paths, places, strict=True)):
        name = "/".join(clean(part) for part in parts)
        yield read_one(name, place, partial(source.read, index))
        if progress is not None:
            progress(index + 1, len(places))


def read_one(name: str, place: Place, fetch: Callable[[], bytes]) -> Outcome:
    """Read one file, which has the name only for display."""
    if place.reason:
        return Outcome(file=name, place=place, reason=place.reason)
    try:
        decoded = decode_with_size(fetch())
    except UnreadableImage as exc:
        return Outcome(file=name, place=place, reason=str(exc))
    return Outcome(
        file=name,
        place=place,
        picture=to_picture(decoded.image),
        width=decoded.width,
        height=decoded.height,
    )
