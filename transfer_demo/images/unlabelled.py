"""Pictures that nobody has labelled: those that a trained network is asked about."""

import os
from pathlib import Path

from transfer_demo.errors import UnreadableImage
from transfer_demo.images.dataset import ImageSet, Photo, Rejection
from transfer_demo.images.file_picture import picture_in
from transfer_demo.images.names import clean_path
from transfer_demo.images.places import one_class
from transfer_demo.images.reading import read_source, sort_out
from transfer_demo.images.sources import open_source, read_file, starts_like_a_zip


def load_unlabelled(path: str | Path) -> ImageSet:
    """Read a picture, or all pictures of a folder or .zip, read as those of a race are.

    Returns an image set without classes: its photos have none, and files that are none are
    refused with their reason.

    Raises:
        ImagesError: there is nothing at the path, or the archive cannot be opened.
    """
    path = Path(path)
    if os.path.isfile(path) and not starts_like_a_zip(path):
        return _one(path)
    with open_source(path) as source:
        read = sorted(read_source(source, one_class(source, "")), key=lambda file: file.index)
    photos, rejected = sort_out(read)
    return ImageSet(classes=(), photos=photos, rejected=rejected)


def _one(path: Path) -> ImageSet:
    name = clean_path(path.name)
    try:
        picture = picture_in(read_file(path)).picture
    except UnreadableImage as exc:
        refused = Rejection(file=name, reason=str(exc))
        return ImageSet(classes=(), photos=(), rejected=(refused,))
    return ImageSet(classes=(), photos=(Photo(picture=picture, class_name="", file=name),))
