"""Dividing photos into two parts so that nothing looks like a photo of the other part.

What looks alike goes together, as a group; a group can reach over several classes. So this is
about whole groups, and about each class having enough in both parts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

VALIDATION_TENTHS: Final = 3

Sizes = dict[str, int]
"""How many photos each class has, in a group or in a part."""


class Indivisible(Exception):
    """A class cannot have photos in both parts, because what it has looks alike."""

    def __init__(self, class_name: str) -> None:
        super().__init__(class_name)
        self.class_name = class_name


def held_out(group_of: Mapping[str, Sequence[int]]) -> set[int]:
    """Return the groups that are held out.

    Each class gives three tenths of its photos, rounded up, or less where whole groups do not fit,
    but at least one, and keeps at least one.

    Args:
        group_of: for each class the group of every photo, in the order that chance gave them.

    Raises:
        Indivisible: that cannot be.
    """
    sizes: dict[int, Sizes] = {}
    for name, numbers in group_of.items():
        for number in numbers:
            of_group = sizes.setdefault(number, {})
            of_group[name] = of_group.get(name, 0) + 1
    photos = {name: len(numbers) for name, numbers in group_of.items()}
    try:
        return _fill(sizes, photos)
    except Indivisible:
        # Groups that reach over several classes are hard to place, so they come first now.
        hard_first = sorted(sizes.items(), key=lambda item: -len(item[1]))
        return _fill(dict(hard_first), photos)


def _fill(groups: Mapping[int, Sizes], photos: Sizes) -> set[int]:
    """Hold out one group after the other, as long as it fits."""
    # Rounded up; of two or more, one stays at least.
    wanted = {name: -(-count * VALIDATION_TENTHS // 10) for name, count in photos.items()}
    taken: Counter[str] = Counter()
    chosen: set[int] = set()
    for number, sizes in groups.items():
        if all(taken[name] + size <= wanted[name] for name, size in sizes.items()):
            chosen.add(number)
            taken.update(sizes)
    for name in photos:
        if not taken[name]:
            # All its groups are larger than three tenths: the smallest one is held out.
            fitting = [
                (sizes[name], number)
                for number, sizes in groups.items()
                if name in sizes and _leaves_some(sizes, taken, photos)
            ]
            if not fitting:
                raise Indivisible(name)
            # `min` alone would let the number decide among equals, and numbers are not by chance.
            smallest = min(size for size, _ in fitting)
            number = next(number for size, number in fitting if size == smallest)
            chosen.add(number)
            taken.update(groups[number])
    return chosen


def _leaves_some(sizes: Sizes, taken: Mapping[str, int], photos: Sizes) -> bool:
    """Say whether every class keeps a photo to learn from when this group is held out too."""
    return all(taken[name] + size < photos[name] for name, size in sizes.items())
