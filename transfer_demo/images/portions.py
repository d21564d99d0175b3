"""What comes of a source, in portions: what has been read can be put away before the rest is read.

Every way in ends here: a folder or a .zip of the command line, one that a browser sent, the photos
of one class, a shot of the camera.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from transfer_demo.errors import ImagesError
from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.layout.location import Layout
from transfer_demo.images.names import clean
from transfer_demo.images.reading import (
    Depth,
    ReadFile,
    ReadingProgress,
    read_source,
    sort_out,
)
from transfer_demo.images.sources import Source
from transfer_demo.images.zip_names import UTF8, in_words
from transfer_demo.wording import counted

# A few megabytes of pictures, and some seconds of work.
PHOTOS: Final = 50
_FOLDERS_SHOWN: Final = 10


def portions(
    source: Source, layout: Layout, progress: ReadingProgress | None = None
) -> Iterator[ImageSet]:
    """Read a source in portions; the last one has what is to be said of the whole.

    Raises:
        ImagesError: too many files had to be given up; others wait for their turn to read, too.
    """
    portion: list[ReadFile] = []
    given_up = 0
    usable: Counter[str] = Counter()
    depth = Depth()
    for outcome in read_source(source, layout, progress, depth=depth):
        portion.append(outcome)
        given_up += outcome.given_up
        usable[outcome.place.class_name or ""] += outcome.picture is not None
        if len(portion) == PHOTOS or given_up >= limits.FILES_GIVEN_UP:
            yield _image_set(portion)
            portion = []
        if given_up >= limits.FILES_GIVEN_UP:
            raise ImagesError(
                f"{given_up} files took so long to read that they were given up, the last one "
                f"{outcome.file}. The rest was not read. Save them as ordinary JPEG and bring them "
                "again."
            )
    if portion:
        yield _image_set(portion)
    yield ImageSet(
        classes=(),
        photos=(),
        notes=notes(source, layout, depth, usable=usable),
    )


def set_aside(parts: Iterator[ImageSet]) -> Iterator[ImageSet]:
    """Take the photos of portions for those that show none of the classes."""
    for part in parts:
        yield replace(part, classes=(), photos=(), others=part.photos)


def notes(
    source: Source, layout: Layout, depth: Depth, *, usable: Mapping[str, int]
) -> tuple[str, ...]:
    """Return in sentences what nobody said of a source and had to be assumed, and what is missing.

    Args:
        usable: how many pictures of each class could be read.
    """
    found = (
        layout.says,
        _alphabet(source.encodings),
        _white(depth.bits),
        _empty(source.empty),
        _unreadable(layout, usable),
    )
    return tuple(filter(None, found))


def _empty(folders: Sequence[tuple[str, ...]]) -> str:
    names = ["/".join(map(clean, folder)) + "/" for folder in folders]
    if not names:
        return ""
    shown = ", ".join(names[:_FOLDERS_SHOWN])
    more = f" and {len(names) - _FOLDERS_SHOWN} more" if len(names) > _FOLDERS_SHOWN else ""
    return f"Nothing lies in {shown}{more}, so there is no such class."


def _unreadable(layout: Layout, usable: Mapping[str, int]) -> str:
    gone = [(name, files) for name, files in layout.counts.items() if not usable.get(name)]
    if not gone:
        return ""
    shown = ", ".join(f"{name} ({counted(files, 'file')})" for name, files in gone[:_FOLDERS_SHOWN])
    more = f" and {len(gone) - _FOLDERS_SHOWN} more" if len(gone) > _FOLDERS_SHOWN else ""
    return f"No file can be used of {shown}{more}, so there is no such class."


def _alphabet(encodings: Sequence[str]) -> str:
    if not encodings or encodings[0] == UTF8:
        return ""
    chosen, *others = encodings
    also = f" They could also be {', '.join(others)}." if others else ""
    return (
        "The .zip does not say in which alphabet its names are. They are read as "
        f"{in_words(chosen)}.{also}"
    )


def _white(bits: int | None) -> str:
    if bits is None:
        return ""
    return f"Grey pictures of 16 bits use {bits} of them, so {2**bits - 1:,} is taken for white."


def _image_set(portion: Sequence[ReadFile]) -> ImageSet:
    photos, rejected = sort_out(portion)
    classes = dict.fromkeys(photo.class_name for photo in photos if photo.class_name)
    return ImageSet(classes=tuple(classes), photos=photos, rejected=rejected)
