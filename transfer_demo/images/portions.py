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
from transfer_demo.images.code_pages import UTF8, in_words
from transfer_demo.images.dataset import ImageSet, Part
from transfer_demo.images.layout.folder_names import folded
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
from transfer_demo.wording import counted, first_of

# A few megabytes of pictures, and some seconds of work.
PHOTOS: Final = 50
_FOLDERS_SHOWN: Final = 10
_ENCODINGS_SHOWN: Final = 4

Labelled = tuple[str | None, Part | None]
"""A class and a part of a split, where there are any."""

PARTS: Final[Mapping[Part | None, str]] = {
    "train": "for training",
    "validation": "for validation",
    None: "",
}


def portions(
    source: Source, layout: Layout, progress: ReadingProgress | None = None
) -> Iterator[ImageSet]:
    """Read a source in portions; the last one has what is to be said of the whole.

    Raises:
        ImagesError: too many files had to be given up; others wait for their turn to read, too.
    """
    portion: list[ReadFile] = []
    given_up = 0
    usable: Counter[Labelled] = Counter()
    depth = Depth()
    for outcome in read_source(source, layout, progress, depth=depth):
        portion.append(outcome)
        given_up += outcome.given_up
        usable[outcome.place.class_name, outcome.place.part] += outcome.picture is not None
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
    source: Source, layout: Layout, depth: Depth, *, usable: Mapping[Labelled, int]
) -> tuple[str, ...]:
    """Return in sentences what nobody said of a source and had to be assumed, and what is missing.

    Args:
        usable: how many pictures of each class and part could be read.
    """
    found = (
        layout.says,
        _alphabet(source.encodings),
        _white(depth.bits),
        _empty(source.empty, layout),
        *_unreadable(layout, usable),
    )
    return tuple(filter(None, found))


def _empty(folders: Sequence[tuple[str, ...]], layout: Layout) -> str:
    if not folders:
        return ""
    found = first_of([f"{'/'.join(map(clean, folder))}/" for folder in folders], _FOLDERS_SHOWN)
    classes = {folded(name) for name in layout.counts}
    if any(folded(folder[-1]) in classes for folder in folders):
        return f"Nothing lies in {found}."
    return f"Nothing lies in {found}: no class comes of that."


def _unreadable(layout: Layout, usable: Mapping[Labelled, int]) -> Iterator[str]:
    """Yield which classes have no file that can be used, in all or in one part of a split."""
    files = Counter((place.class_name, place.part) for place in layout.places)
    gone = {place: count for place, count in files.items() if place[0] and not usable.get(place)}
    in_all = [name for name in layout.counts if not any(usable.get((name, p)) for p in PARTS)]
    if in_all:
        counts = [f"{name} ({counted(layout.counts[name], 'file')})" for name in in_all]
        told = first_of(counts, _FOLDERS_SHOWN)
        # Of photos that were brought for a class there may be others.
        so = ": no class comes of that" if len(layout.counts) > 1 else ""
        yield f"Of {told} no file can be used{so}."
    for part, purpose in PARTS.items():
        lack = [
            f"{name} ({counted(count, 'file')})"
            for (name, of), count in gone.items()
            if of == part and name not in in_all
        ]
        # Elsewhere the file alone is refused, and says why.
        if lack and part:
            yield f"Of {first_of(lack, _FOLDERS_SHOWN)} no file {purpose} can be used."


def _alphabet(encodings: Sequence[str]) -> str:
    if not encodings or encodings[0] == UTF8:
        return ""
    chosen, *others = encodings
    others = [in_words(each) for each in others]
    also = f" They could also be {first_of(others, _ENCODINGS_SHOWN)}." if others else ""
    return (
        "The .zip does not say in which alphabet its names are. They are read as "
        f"{in_words(chosen)}.{also}"
    )


def _white(bits: int | None) -> str:
    if bits is None:
        return ""
    return (
        f"Grey pictures of 16 bits use {bits} of them, so {2**bits - 1:,} is taken for white. If "
        "that is another number for pictures that you bring separately, bring all together, in "
        "one folder or .zip: else they differ in brightness by that alone."
    )


def _image_set(portion: Sequence[ReadFile]) -> ImageSet:
    photos, rejected = sort_out(portion)
    classes = dict.fromkeys(photo.class_name for photo in photos if photo.class_name)
    return ImageSet(classes=tuple(classes), photos=photos, rejected=rejected)
