"""The same picture twice: harmless in one class, a contradiction in two, a leak in both parts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from transfer_demo.images.dataset import ImageSet, Part, Photo, Rejection


class Labelled(NamedTuple):
    """What decides whether a picture is one too many."""

    digest: str
    class_name: str | None
    part: Part | None
    file: str


def find_duplicates(pictures: Sequence[Labelled]) -> dict[int, str]:
    """Return the positions that are one too many, each with the reason as a sentence.

    Of equal pictures in one class the first stays. Where a split is given, one of the validation
    part stays, so that nothing is learned by heart that is asked later. A picture with two labels
    is left out everywhere: one of them is wrong, and we cannot know which.
    """
    groups: dict[str, list[int]] = {}
    for position, picture in enumerate(pictures):
        groups.setdefault(picture.digest, []).append(position)
    reasons: dict[int, str] = {}
    for positions in groups.values():
        group = [pictures[position] for position in positions]
        if len({picture.class_name for picture in group}) > 1:
            reasons |= {position: _conflict(pictures[position], group) for position in positions}
            continue
        kept = min(positions, key=lambda position: pictures[position].part != "validation")
        reasons |= {
            position: f"This is the same picture as {pictures[kept].file}, which is used."
            for position in positions
            if position != kept
        }
    return reasons


def conflicts(photos: Iterable[Photo]) -> tuple[tuple[Photo, ...], ...]:
    """Return the photos that are the same picture under different labels, picture by picture."""
    groups: dict[str, list[Photo]] = {}
    for photo in photos:
        groups.setdefault(photo.picture.digest, []).append(photo)
    return tuple(
        tuple(group)
        for group in groups.values()
        if any(photo.class_name != group[0].class_name for photo in group)
    )


def without_conflicts(image_set: ImageSet) -> ImageSet:
    """Return what can be trained on: photos with two labels are moved to those refused."""
    reasons = {
        id(photo): _conflict(labelled(photo), [labelled(other) for other in group])
        for group in conflicts(image_set.photos)
        for photo in group
    }
    if not reasons:
        return image_set
    refused = (
        Rejection(file=photo.file, reason=reasons[id(photo)])
        for photo in image_set.photos
        if id(photo) in reasons
    )
    return replace(
        image_set,
        photos=tuple(photo for photo in image_set.photos if id(photo) not in reasons),
        rejected=(*image_set.rejected, *refused),
    )


def labelled(photo: Photo) -> Labelled:
    """Return what decides whether a photo is one too many."""
    return Labelled(photo.picture.digest, photo.class_name, photo.part, photo.file)


def _conflict(picture: Labelled, group: Sequence[Labelled]) -> str:
    other = next(other for other in group if other.class_name != picture.class_name)
    return (
        f"The same picture is in class {picture.class_name} and in class {other.class_name} "
        f"({other.file}), so neither is used. Keep the one that is right."
    )
