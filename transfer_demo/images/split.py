"""Which images are learned from and which are held out to ask about."""

import hashlib
from collections.abc import Sequence
from typing import Final

from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import Example, ImageSet, LabelledImages, Photo

VALIDATION_TENTHS: Final = 3


def split(
    image_set: ImageSet,
    *,
    seed: int,
    train_per_class: int | None = None,
    val_per_class: int | None = None,
) -> LabelledImages:
    """Divide each class: three tenths, rounded up, are held out, and at least one in each part.

    A split that the person brought is used as it is; photos outside it are learned from. Chance is
    a hash of seed and picture: the order of the files plays no part, a new photo leaves the others
    nearly where they were, and a smaller limit takes a subset of what a larger one takes.

    Args:
        train_per_class: use at most so many training images of each class; None uses all.
        val_per_class: the same for validation.

    Raises:
        ImagesError: fewer than two classes, or a class that cannot fill both parts.
    """
    if len(image_set.classes) < 2:
        count = "no class" if not image_set.classes else f"one class ({image_set.classes[0]})"
        raise ImagesError(
            f"There is {count}, and at least two are needed: a network learns to tell things "
            "apart. Add another class with images."
        )
    given = any(photo.part for photo in image_set.photos)
    train: list[Example] = []
    validation: list[Example] = []
    for label, name in enumerate(image_set.classes):
        photos = [photo for photo in image_set.photos if photo.class_name == name]
        ranked = sorted(photos, key=lambda photo: _rank(photo, seed))
        learned, held_out = _given_parts(name, ranked) if given else _drawn_parts(name, ranked)
        train += _examples(learned[:train_per_class], label)
        validation += _examples(held_out[:val_per_class], label)
    return LabelledImages(
        classes=image_set.classes,
        train=tuple(train),
        validation=tuple(validation),
        rejected=image_set.rejected,
    )


def _rank(photo: Photo, seed: int) -> tuple[bytes, str]:
    return hashlib.sha256(f"{seed}/{photo.picture.digest}".encode()).digest(), photo.file


def _drawn_parts(name: str, ranked: Sequence[Photo]) -> tuple[Sequence[Photo], Sequence[Photo]]:
    count = len(ranked)
    if count < 2:
        raise ImagesError(
            f"Class {name} has {'one image' if count else 'no image'}, and it needs at least two: "
            "one to learn from and one to check with. Add images or remove the class."
        )
    held_out = -(-count * VALIDATION_TENTHS // 10)  # rounded up; of two or more, one stays at least
    return ranked[held_out:], ranked[:held_out]


def _given_parts(name: str, ranked: Sequence[Photo]) -> tuple[Sequence[Photo], Sequence[Photo]]:
    learned = [photo for photo in ranked if photo.part != "validation"]
    held_out = [photo for photo in ranked if photo.part == "validation"]
    if not learned or not held_out:
        missing = "train/" if not learned else "val/"
        raise ImagesError(
            f"Class {name} has no image in {missing} of the split that you gave, and each part "
            "needs one. Add images there or remove the class."
        )
    return learned, held_out


def _examples(photos: Sequence[Photo], label: int) -> list[Example]:
    in_order = sorted(photos, key=lambda photo: (photo.file, photo.picture.digest))
    return [Example(picture=photo.picture, label=label, file=photo.file) for photo in in_order]
