"""What a browser sent, as portions that can be read: a .zip, a folder, the photos of one class."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.errors import StoreError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.layout.location import LabelSource
from transfer_demo.images.names import display_name
from transfer_demo.images.places import one_class as layout_of_one_class
from transfer_demo.images.portions import portions, set_aside
from transfer_demo.images.reading import ReadingProgress
from transfer_demo.images.remote_sources import (
    Place,
    RemoteArchive,
    RemoteFiles,
    RemoteSource,
    layout_asked_for,
)
from transfer_demo.ui.http import uploads
from transfer_demo.ui.server.readers import readers


def open_zip(archive: UploadedFile, owner: str, zip_names: str | None) -> RemoteSource:
    """Open a .zip that was sent; `zip_names` is the encoding of its names, if somebody said it."""
    place = uploads.path_of(archive)
    return RemoteArchive(readers(), place, name=archive.name, zip_names=zip_names, owner=owner)


def open_folder(
    files: Sequence[tuple[str, Place]], owner: str, zip_names: str | None
) -> RemoteSource:
    """Open a folder that was sent file by file; a browser tells their names in UTF-8."""
    return RemoteFiles(readers(), files, owner=owner)


def portions_of_collection(
    open_it: Callable[[str | None], RemoteSource],
    progress: ReadingProgress,
    *,
    labels: LabelSource | None = None,
    one_class: str | None = None,
    zip_names: str | None = None,
) -> Iterator[ImageSet]:
    """Read files that lie in folders, in portions.

    Raises:
        LabelsUnclear: somebody has to say what gives their labels.
        ImagesError: they cannot be opened, or have too many classes for a page.
    """
    source = open_it(zip_names)
    layout = (
        layout_asked_for(source, labels=labels)
        if one_class is None
        else layout_of_one_class(source, one_class)
    )
    limits.check_classes(len(layout.counts), of=source.name)
    return portions(source, layout, progress)


def portions_of_class(
    files: Sequence[tuple[str, Place]],
    owner: str,
    class_name: str | None,
    progress: ReadingProgress,
) -> Iterator[ImageSet]:
    # Of files that come one by one the name counts, and no path that a browser may tell.
    named = [(display_name(path), place) for path, place in files]
    source = RemoteFiles(readers(), named, owner=owner)
    parts = portions(source, layout_of_one_class(source, class_name or ""), progress)
    return parts if class_name else set_aside(parts)


def places_of(files: Sequence[UploadedFile]) -> list[tuple[str, Place]]:
    return [(file.name, partial(_place, file)) for file in files]


def _place(file: UploadedFile) -> Path:
    try:
        return uploads.path_of(file)
    except (OSError, StoreError) as exc:
        raise UnreadableImage("The uploaded file is gone from the disk. Bring it again.") from exc
