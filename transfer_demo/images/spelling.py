"""Names of classes that differ so little that they are probably one class, spelt in two ways."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from transfer_demo.images.layout.folder_names import folded
from transfer_demo.images.names import in_order

# "labrador" and "labradro": one letter in eight. "cat" and "car" are two classes.
_ALIKE: Final = 0.85
_FEWEST_LETTERS: Final = 5
# Each is compared with each, and nobody reads more of them.
_MOST_COMPARED: Final = 20


def spelt_differently(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the names that are the same but for capitals, accents, spaces and the like."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[folded(name) or name].append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def misspelt(some: Sequence[str], others: Sequence[str]) -> list[tuple[str, str]]:
    """Return which names of the one kind are probably names of the other, spelt differently."""
    pairs = []
    left = list(others[:_MOST_COMPARED])
    for name in some[:_MOST_COMPARED]:
        likeness = [(_likeness(name, other), other) for other in left]
        best = max(likeness, default=(0.0, ""))
        if best[0] >= _ALIKE:
            pairs.append((name, best[1]))
            left.remove(best[1])
    return sorted(pairs, key=lambda pair: in_order(pair[0]))


def _likeness(name: str, other: str) -> float:
    one, two = folded(name), folded(other)
    if one == two:
        return 1.0
    # What differs in a number is another class, as "rose 1" and "rose 2" are.
    if _digits(one) != _digits(two):
        return 0.0
    alike = SequenceMatcher(None, one, two, autojunk=False).ratio()
    if min(len(one), len(two)) >= _FEWEST_LETTERS and (alike >= _ALIKE or _is_swapped(one, two)):
        return max(alike, _ALIKE)
    # "dog" and "dogs"; "cat" and "car" are two classes.
    plural = min(one, two, key=len) + "s" == max(one, two, key=len)
    return _ALIKE if plural else 0.0


def _is_swapped(one: str, two: str) -> bool:
    """Say whether two names differ in two letters side by side: "birds" and "brids"."""
    differ = [at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b]
    if len(one) != len(two) or len(differ) != 2:
        return False
    first, second = differ
    return second == first + 1 and one[first] == two[second] and one[second] == two[first]


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdecimal())
