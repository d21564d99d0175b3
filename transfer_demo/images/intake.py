"""Everything that a person brings, folders, archives and single files, becomes an image set.

Nothing here stops at a bad file: it is listed with its name and one reason, and the others go in.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from transfer_demo.errors import ImagesError
from transfer_demo.images.archive import Archive
from transfer_demo.images.dataset import ImageSet, Photo, Rejection
from transfer_demo.images.duplicates import find_duplicates, labelled
from transfer_demo.images.names import in_order
from transfer_demo.images.reading import ReadingProgress, places_in, read_source, sort_out
from transfer_demo.images.sources import Folder, Source, open_source


def load_images(
    path: str | Path, *, label_by_name: bool = False, progress: ReadingProgress | None = None
) -> ImageSet:
    """Read a folder or .zip: one sub-folder per class, or train/ and val/ with those inside.

    Args:
        label_by_name: where there are no folders, take the labels from the names of the files:
            cat_001.jpg is a cat.

    Raises:
        FlatFolder: there are no sub-folders.
        ImagesError: nothing there, or fewer than two classes with a usable image.
    """
    with open_source(Path(path)) as source:
        image_set = _gather(source, label_by_name, progress)
        if len(image_set.classes) < 2:
            raise ImagesError(_too_few_classes(image_set, source))
        return image_set


def read_folder(
    path: Path, *, label_by_name: bool = False, progress: ReadingProgress | None = None
) -> ImageSet:
    """Read a folder of class folders; classes may be missing, for they can still be added."""
    return _gather(Folder(path), label_by_name, progress)


def read_zip(
    file: BinaryIO | Path,
    *,
    name: str = "The .zip",
    label_by_name: bool = False,
    progress: ReadingProgress | None = None,
) -> ImageSet:
    """Read a .zip of class folders; classes may be missing, for they can still be added.

    Raises:
        FlatFolder: there are no folders in it.
        ImagesError: it is no .zip, it is broken, or it holds too many files.
    """
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _gather(Archive(opened, name=file.name), label_by_name, progress)
    return _gather(Archive(file, name=name), label_by_name, progress)


def _gather(source: Source, label_by_name: bool, progress: ReadingProgress | None) -> ImageSet:
    places = places_in(source, label_by_name=label_by_name)
    photos, rejected = sort_out(read_source(source, places, progress))
    classes = sorted({photo.class_name for photo in photos}, key=in_order)
    kept, refused = _without_duplicates(photos, rejected)
    return ImageSet(classes=tuple(classes), photos=kept, rejected=refused)


def _without_duplicates(
    photos: Sequence[Photo], rejected: Sequence[Rejection]
) -> tuple[tuple[Photo, ...], tuple[Rejection, ...]]:
    surplus = find_duplicates([labelled(photo) for photo in photos])
    kept = tuple(photo for index, photo in enumerate(photos) if index not in surplus)
    refused = (
        Rejection(file=photos[index].file, reason=reason) for index, reason in surplus.items()
    )
    return kept, (*rejected, *refused)


def _too_few_classes(image_set: ImageSet, source: Source) -> str:
    if not source.paths:
        return (
            f"{source.name} holds no files. Give it one sub-folder per class, with images inside."
        )
    found = f"only one class ({image_set.classes[0]})" if image_set.classes else "no class"
    return (
        f"{source.name} has {found} with an image that can be used; two are needed at least. "
        f"Make one sub-folder per class.{_refusals(image_set)}"
    )


def _refusals(image_set: ImageSet) -> str:
    if not image_set.rejected:
        return ""
    first = image_set.rejected[0]
    count = len(image_set.rejected)
    refused = "One file was refused" if count == 1 else f"{count} files were refused, the first"
    return f" {refused}: {first.file}: {first.reason}"
