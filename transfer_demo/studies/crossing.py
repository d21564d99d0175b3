"""Where a measured curve first reaches an accuracy: between which sizes, and about where."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transfer_demo.wording import amount

# Means of the same shares, added up in another order, differ in the last digit.
_EQUAL: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """The size at which a curve reaches an accuracy, between two measured sizes.

    Where both are equal, `images` is that measured size. `at_most` is set at the smallest size:
    fewer images might be enough, but were not measured.
    """

    images: float
    low: int
    high: int
    at_most: bool = False

    @property
    def interpolated(self) -> bool:
        """Whether this size lies between measured ones and was not measured itself."""
        return self.low < self.high

    @property
    def number(self) -> str:
        """The size in words: "about 14"."""
        if self.interpolated:
            return f"about {amount(self.images)}"
        return f"{self.high} or fewer" if self.at_most else f"{self.high}"

    @property
    def remark(self) -> str:
        """Where the number comes from, if it was not measured; otherwise empty."""
        return f"interpolated between {self.low} and {self.high}" if self.interpolated else ""


def crossing(curve: Mapping[int, float], accuracy: float) -> Crossing | None:
    """Return where a curve first reaches an accuracy; None where it never does.

    Between neighbouring sizes the curve is taken as straight over the logarithm of the size, as it
    is drawn. Beyond the measured sizes nothing is assumed.

    Args:
        curve: accuracy for each measured number of images per class, in any order.
        accuracy: what is to be reached.
    """
    reached = accuracy - _EQUAL
    sizes = sorted(curve)
    if not sizes:
        return None
    if curve[sizes[0]] >= reached:
        return Crossing(images=sizes[0], low=sizes[0], high=sizes[0], at_most=True)
    for low, high in itertools.pairwise(sizes):
        if curve[high] >= reached:
            if curve[high] - accuracy < _EQUAL:
                return Crossing(images=high, low=high, high=high)
            share = (accuracy - curve[low]) / (curve[high] - curve[low])
            images = math.exp2(math.log2(low) + share * (math.log2(high) - math.log2(low)))
            return Crossing(images=min(max(images, low), high), low=low, high=high)
    return None
