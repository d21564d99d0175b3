"""Large uploads in portions: what has been read can be put away before the next files are read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, Final

from transfer_demo.errors import ImagesError
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.layout import Location
from transfer_demo.images.names import display_name
from transfer_demo.images.reading import (
    ReadFile,
    ReadingProgress,
    places_in,
    read_one,
    read_source,
    sort_out,
)
from transfer_demo.images.sources import Fetch, Source, Uploads

# A few megabytes of pictures, and some seconds of work.
PHOTOS: Final = 50


def portions_of_class(
    files: Sequence[tuple[str, Fetch]], progress: ReadingProgress, *, class_name: str | None
) -> Iterator[ImageSet]:
    """Read files that all belong to one class, or to none of the classes if that is None.

    Raises:
        ImagesError: these are too many files.
    """
    if len(files) > limits.FILES:
        raise ImagesError(
            f"These are {len(files):,} files; at most {limits.FILES:,} are read at once. "
            "Bring fewer."
        )
    place = Location(class_name=class_name or "")

    def outcomes() -> Iterator[ReadFile]:
        for number, (name, fetch) in enumerate(files, start=1):
            yield read_one(display_name(name), place, fetch)
            progress(number, len(files))

    for portion in _portions(outcomes()):
        if class_name is None:
            yield ImageSet(classes=(), photos=(), others=portion.photos, rejected=portion.rejected)
        else:
            yield portion


def portions_of_zip(
    file: BinaryIO,
    progress: ReadingProgress,
    *,
    name: str,
    label_by_name: bool = False,
    one_class: str | None = None,
) -> Iterator[ImageSet]:
    """Read a .zip of class folders.

    Args:
        name: what to call it in a sentence.
        label_by_name: where there are no folders, take the labels from the names of the files.
        one_class: the class of all files, whatever their folders and names.

    Raises:
        FlatFolder: there are no folders in it.
        ImagesError: it is no .zip, it is broken, or it holds too many files.
    """
    archive = Archive(file, name=name)
    return _of_source(archive, progress, label_by_name=label_by_name, one_class=one_class)


def portions_of_paths(
    files: Iterable[tuple[str, Fetch]],
    progress: ReadingProgress,
    *,
    label_by_name: bool = False,
    one_class: str | None = None,
) -> Iterator[ImageSet]:
    """Read files that come with their paths, as a browser sends a folder of class folders.

    The choices are those of `portions_of_zip`.

    Raises:
        FlatFolder: there are no folders.
        ImagesError: these are too many files.
    """
    uploads = Uploads(files)
    return _of_source(uploads, progress, label_by_name=label_by_name, one_class=one_class)


def _of_source(
    source: Source, progress: ReadingProgress, *, label_by_name: bool, one_class: str | None
) -> Iterator[ImageSet]:
    if one_class is None:
        places = places_in(source, label_by_name=label_by_name)
    else:
        refused = map(source.refused.get, range(len(source.paths)))
        places = [Location(class_name=one_class, reason=reason) for reason in refused]
    return _portions(read_source(source, places, progress))


def _portions(outcomes: Iterator[ReadFile]) -> Iterator[ImageSet]:
    while portion := list(islice(outcomes, PHOTOS)):
        photos, rejected = sort_out(portion)
        classes = dict.fromkeys(photo.class_name for photo in photos if photo.class_name)
        yield ImageSet(classes=tuple(classes), photos=photos, rejected=rejected)
