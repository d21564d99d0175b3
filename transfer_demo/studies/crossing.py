"""Where a measured curve first reaches an accuracy: between which sizes, and about where."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from transfer_demo.wording import ROUNDING, amount


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """The size at which a curve reaches an accuracy, between two measured sizes.

    Where both are equal, `images` is that measured size. `at_most` is set at the smallest size:
    fewer images might be enough, but were not measured. `below_again` are the larger sizes with
    which the curve, which is noisy, is below the accuracy all the same.
    """

    images: float
    low: int
    high: int
    at_most: bool = False
    below_again: tuple[int, ...] = ()

    @property
    def interpolated(self) -> bool:
        """Whether this size lies between measured ones and was not measured itself."""
        return self.low < self.high

    @property
    def number(self) -> str:
        """The size in words: "about 14"."""
        if self.interpolated:
            return f"about {amount(self.images)}"
        return f"{self.high} or fewer" if self.at_most and self.high > 1 else f"{self.high}"

    @property
    def remark(self) -> str:
        """Where the number comes from, if not measured, and that it does not last; or empty."""
        parts = []
        if self.interpolated:
            parts.append(f"interpolated between {self.low} and {self.high}")
        if self.below_again:
            parts.append(f"below that again with {' and '.join(map(str, self.below_again))}")
        return "; ".join(parts)


def crossing(curve: Mapping[int, float], accuracy: float) -> Crossing | None:
    """Return where a curve first reaches an accuracy; None where it never does.

    Between neighbouring sizes the curve is taken as straight over the logarithm of the size, as it
    is drawn. Beyond the measured sizes nothing is assumed.

    Args:
        curve: accuracy for each measured number of images per class, in any order.
        accuracy: what is to be reached.
    """
    reached = accuracy - ROUNDING
    sizes = sorted(curve)
    high = next((size for size in sizes if curve[size] >= reached), None)
    if high is None:
        return None
    again = tuple(size for size in sizes if size > high and curve[size] < reached)
    smaller = [size for size in sizes if size < high]
    if not smaller or curve[high] - accuracy < ROUNDING:
        return Crossing(images=high, low=high, high=high, at_most=not smaller, below_again=again)
    low = smaller[-1]
    share = (accuracy - curve[low]) / (curve[high] - curve[low])
    images = math.exp2(math.log2(low) + share * (math.log2(high) - math.log2(low)))
    return Crossing(images=min(max(images, low), high), low=low, high=high, below_again=again)
