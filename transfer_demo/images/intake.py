"""A folder or a .zip of somebody becomes an image set.

Nothing here stops at a bad file: it is listed with its name and one reason, and the others go in.
"""

from collections.abc import Sequence
from pathlib import Path

from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import ImageSet, Photo, Rejection
from transfer_demo.images.duplicates import find_duplicates, labelled
from transfer_demo.images.layout.location import LabelSource
from transfer_demo.images.names import in_order
from transfer_demo.images.places import layout_of
from transfer_demo.images.portions import portions
from transfer_demo.images.reading import ReadingProgress
from transfer_demo.images.refusals import by_reason
from transfer_demo.images.sources import ReadableSource, open_source
from transfer_demo.wording import counted


def load_images(
    path: str | Path,
    *,
    labels: LabelSource | None = None,
    zip_names: str | None = None,
    progress: ReadingProgress | None = None,
) -> ImageSet:
    """Read a folder or .zip: one sub-folder per class, perhaps inside train/ and val/.

    What had to be assumed of them stands in the `notes` of the image set.

    Args:
        labels: what gives the labels: "folders" takes the top folders as classes, "split" as parts
            of a split, "subfolders" the folders inside as classes without a split, "forms" those of
            one folder where the others hold the same pictures in another form, "names" the
            names of the files (cat_001.jpg is a cat), "table" a table among the files. None finds
            out.
        zip_names: the encoding of names in a .zip that does not say it, as "cp932"; None finds out.

    Raises:
        LabelsUnclear: nothing says what is on the files.
        ImagesError: nothing there, or fewer than two classes with a usable image.
    """
    with open_source(Path(path), zip_names=zip_names) as source:
        image_set = gather(source, labels=labels, progress=progress)
        if len(image_set.classes) < 2:
            raise ImagesError(_too_few_classes(image_set, source))
        return image_set


def gather(
    source: ReadableSource,
    *,
    labels: LabelSource | None = None,
    progress: ReadingProgress | None = None,
) -> ImageSet:
    """Read a source at once; classes may be missing.

    Raises:
        LabelsUnclear: nothing says what is on the files.
    """
    parts = list(portions(source, layout_of(source, labels=labels), progress))
    photos = [photo for part in parts for photo in part.photos]
    rejected = [refused for part in parts for refused in part.rejected]
    classes = sorted({photo.class_name for photo in photos}, key=in_order)
    kept, refused = _without_duplicates(photos, rejected)
    notes = tuple(note for part in parts for note in part.notes)
    return ImageSet(classes=tuple(classes), photos=kept, rejected=refused, notes=notes)


def _without_duplicates(
    photos: Sequence[Photo], rejected: Sequence[Rejection]
) -> tuple[tuple[Photo, ...], tuple[Rejection, ...]]:
    surplus = find_duplicates([labelled(photo) for photo in photos])
    kept = tuple(photo for index, photo in enumerate(photos) if index not in surplus)
    refused = (
        Rejection(file=photos[index].file, reason=reason) for index, reason in surplus.items()
    )
    return kept, (*rejected, *refused)


def _too_few_classes(image_set: ImageSet, source: ReadableSource) -> str:
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
    reasons = by_reason(image_set.rejected)
    most = max(reasons, key=lambda refusal: len(refusal.files))
    others = "" if len(reasons) == 1 else " The others have other reasons."
    refused = counted(len(image_set.rejected), "file")
    return f" {refused} cannot be used. {most.in_words}: {most.reason}{others}"
