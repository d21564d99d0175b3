"""Large uploads in portions: what has been read can be put away before the next files are read."""

from collections.abc import Iterator, Sequence
from typing import Final

from transfer_demo.errors import ImagesError
from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.file_picture import Fetch
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
from transfer_demo.images.sources import Source

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


def portions_of_source(
    source: Source,
    progress: ReadingProgress,
    *,
    label_by_name: bool = False,
    one_class: str | None = None,
) -> Iterator[ImageSet]:
    """Read a .zip or a folder of class folders.

    Args:
        label_by_name: where there are no folders, take the labels from the names of the files.
        one_class: the class of all files, whatever their folders and names.

    Raises:
        FlatFolder: there are no folders in it.
        ImagesError: there are too many.
    """
    if one_class is None:
        places = places_in(source, label_by_name=label_by_name)
    else:
        refused = map(source.refused.get, range(len(source.paths)))
        places = [Location(class_name=one_class, reason=reason) for reason in refused]
    limits.check_classes(len({place.class_name for place in places} - {None}), of=source.name)
    return _portions(read_source(source, places, progress))


def _portions(outcomes: Iterator[ReadFile]) -> Iterator[ImageSet]:
    """Yield what came of files in portions.

    Raises:
        ImagesError: too many had to be given up; others wait for their turn to read, too.
    """
    portion: list[ReadFile] = []
    given_up = 0
    for outcome in outcomes:
        portion.append(outcome)
        given_up += outcome.given_up
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


def _image_set(portion: Sequence[ReadFile]) -> ImageSet:
    photos, rejected = sort_out(portion)
    classes = dict.fromkeys(photo.class_name for photo in photos if photo.class_name)
    return ImageSet(classes=tuple(classes), photos=photos, rejected=rejected)
