"""Which images are learned from and which are held out to ask about."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import (
    Example,
    ImageSet,
    LabelledImages,
    Part,
    Photo,
    short_name,
)
from transfer_demo.images.group_split import Indivisible, held_out
from transfer_demo.images.named_forms import with_forms
from transfer_demo.images.similar import groups
from transfer_demo.images.spelling import misspelt
from transfer_demo.plan import Plan

_FEWEST: Final = 2

Divided = tuple[list[Photo], list[Photo]]
"""The photos of one class to learn from, and those held out."""


def split(
    image_set: ImageSet,
    *,
    seed: int,
    train_per_class: int | None = None,
    val_per_class: int | None = None,
) -> LabelledImages:
    """Divide each class: three tenths, rounded up, are held out, and at least one in each part.

    Photos that look alike, or are called like one and its mirror image, are not divided; where they
    do not fit, a class holds out fewer. A split that the person brought is used as it is; photos
    outside it are learned from, and classes outside it are divided. Chance is a hash of seed and
    picture: the order of the files plays no part, a new photo leaves the others nearly where they
    were, and a smaller limit takes a subset of what a larger one takes.

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
    ranked = _by_class(image_set, seed)
    parts = _given_parts(ranked) if given else _drawn_parts(ranked)
    alike = _look_alikes([photo for _, asked in parts for photo in asked])
    train: list[Example] = []
    validation: list[Example] = []
    for label, (learned, asked) in enumerate(parts):
        train += _examples(learned[:train_per_class], label)
        validation += _examples(asked[:val_per_class], label, alike)
    return LabelledImages(
        classes=image_set.classes,
        train=tuple(train),
        validation=tuple(validation),
        rejected=image_set.rejected,
        notes=image_set.notes,
    )


def split_as_planned(image_set: ImageSet, plan: Plan) -> LabelledImages:
    """Divide images as a plan says: by its seed, with its limits.

    Raises:
        ImagesError: see `split`.
    """
    return split(
        image_set,
        seed=plan.seed,
        train_per_class=plan.train_per_class,
        val_per_class=plan.val_per_class,
    )


def _by_class(image_set: ImageSet, seed: int) -> dict[str, list[Photo]]:
    """Return the photos of each class, in the order that chance gives them."""
    ranked: dict[str, list[Photo]] = {name: [] for name in image_set.classes}
    for photo in sorted(image_set.photos, key=lambda photo: _rank(photo, seed)):
        if photo.class_name in ranked:
            ranked[photo.class_name].append(photo)
    return ranked


def _rank(photo: Photo, seed: int) -> tuple[bytes, str]:
    return hashlib.sha256(f"{seed}/{photo.picture.digest}".encode()).digest(), photo.file


def _drawn_parts(ranked: Mapping[str, Sequence[Photo]]) -> list[Divided]:
    few = {name: len(photos) for name, photos in ranked.items() if len(photos) < _FEWEST}
    if few:
        raise ImagesError(_too_few(few))
    photos = [photo for of_class in ranked.values() for photo in of_class]
    numbers = iter(with_forms(groups(photos), photos))
    group_of = {name: [next(numbers) for _ in of_class] for name, of_class in ranked.items()}
    try:
        chosen = held_out(group_of)
    except Indivisible as exc:
        raise ImagesError(_all_alike(exc.class_name, len(ranked[exc.class_name]))) from exc
    parts: list[Divided] = []
    for name, of_class in ranked.items():
        learned: list[Photo] = []
        asked: list[Photo] = []
        for photo, number in zip(of_class, group_of[name], strict=True):
            (asked if number in chosen else learned).append(photo)
        parts.append((learned, asked))
    return parts


def _all_alike(name: str, count: int) -> str:
    return (
        f"The {count} images of class {name} look so alike, or are called like forms of one, that "
        "they cannot be divided: the network would be asked what it has learned by heart. Add "
        "images of it that differ, or remove the class."
    )


def _too_few(counts: Mapping[str, int]) -> str:
    """Say which classes cannot be divided, all at once."""
    having = {0: "no image", 1: "one image"}
    if len(counts) == 1:
        ((name, count),) = counts.items()
        return (
            f"Class {name} has {having[count]}, and it needs at least two: one to learn from and "
            "one to check with. Add images or remove the class."
        )
    found = ", ".join(f"{name} has {having[count]}" for name, count in counts.items())
    return (
        f"{len(counts)} classes have too few images: {found}. Each needs at least two: one to "
        "learn from and one to check with. Add images or remove these classes."
    )


def _given_parts(ranked: Mapping[str, Sequence[Photo]]) -> list[Divided]:
    parts: list[Divided] = []
    missing: dict[Part, list[str]] = {"train": [], "validation": []}
    for name, photos in ranked.items():
        if not any(photo.part for photo in photos):  # a class that was added to the given ones
            parts += _drawn_parts({name: photos})
            continue
        learned = [photo for photo in photos if photo.part != "validation"]
        asked = [photo for photo in photos if photo.part == "validation"]
        if not learned:
            missing["train"].append(name)
        if not asked:
            missing["validation"].append(name)
        parts.append((learned, asked))
    if any(missing.values()):
        raise ImagesError(_missing(missing["train"], missing["validation"]))
    return parts


def _missing(in_train: Sequence[str], in_validation: Sequence[str]) -> str:
    """Say which classes lack a part of the split that was given, all at once, and likely why."""
    lacking = [
        f"{_classes(names)} no image {part}"
        for names, part in ((in_train, "for training"), (in_validation, "for validation"))
        if names
    ]
    pairs = misspelt(in_train, in_validation)
    likely = "".join(f" Perhaps {one} and {other} are one class, misspelt." for one, other in pairs)
    sentence = f"{', and '.join(lacking)} in the split that you gave; each class needs both."
    return (
        f"{sentence[0].upper()}{sentence[1:]}{likely} Add images there, give folders of one class "
        "the same name, or remove the class."
    )


def _classes(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"class {names[0]} has"
    return f"classes {', '.join(names[:-1])} and {names[-1]} have"


def _look_alikes(photos: Sequence[Photo]) -> dict[str, str]:
    """Return for the digest of each photo that looks like another the name of their group.

    Of all that are held out, whatever is left of them, so that a name holds for every seed.
    """
    members: defaultdict[int, list[str]] = defaultdict(list)
    for photo, number in zip(photos, with_forms(groups(photos), photos), strict=True):
        members[number].append(photo.picture.digest)
    return {
        digest: short_name(min(digests))
        for digests in members.values()
        if len(digests) > 1
        for digest in digests
    }


def _examples(
    photos: Sequence[Photo], label: int, alike: Mapping[str, str] = MappingProxyType({})
) -> list[Example]:
    in_order = sorted(photos, key=lambda photo: (photo.file, photo.picture.digest))
    return [
        Example(
            picture=photo.picture,
            label=label,
            file=photo.file,
            group=alike.get(photo.picture.digest, ""),
        )
        for photo in in_order
    ]
