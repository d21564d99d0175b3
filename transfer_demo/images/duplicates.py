"""The same picture twice: harmless in one class, a contradiction in two, a leak in both parts."""

from collections.abc import Sequence
from typing import NamedTuple

from transfer_demo.images.dataset import Part


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


def _conflict(picture: Labelled, group: Sequence[Labelled]) -> str:
    other = next(other for other in group if other.class_name != picture.class_name)
    return (
        f"The same picture is in class {picture.class_name} and in class {other.class_name} "
        f"({other.file}), so neither is used. Keep the one that is right."
    )
