"""What a few validation images can tell: an interval, a test, and how many images would decide.

The same in closed form or with whole numbers as in scipy and statsmodels, without either.
"""

import math
from typing import Final

# Quantiles of the standard normal distribution: 97.5 % (two-sided 5 %) and 80 %.
Z_95: Final = 1.959963984540054
Z_POWER_80: Final = 0.8416212335729143

SIGNIFICANT: Final = 0.05


def wilson_interval(correct: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, (0, 1) when nothing was counted.

    Unlike the textbook "share plus or minus" it stays inside [0, 1] and is honest for few images
    and for shares near 0 and 1 (Wilson 1927; Brown, Cai & DasGupta 2001).
    """
    if total == 0:
        return 0.0, 1.0
    share = correct / total
    spread = z * math.sqrt(share * (1 - share) / total + (z / (2 * total)) ** 2)
    centre = share + z**2 / (2 * total)
    scale = 1 + z**2 / total
    # Rounding may end a hair outside of the share or of [0, 1].
    return max(min((centre - spread) / scale, share), 0.0), min(
        max((centre + spread) / scale, share), 1.0
    )


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Return the two-sided p-value of McNemar's exact test on paired predictions.

    Only images that exactly one of the two gets right can tell them apart. If both were equally
    good, each of those would fall to either side like a fair coin (McNemar 1947).

    Args:
        only_first: images that only the first classifier gets right.
        only_second: images that only the second one gets right.
    """
    tosses = only_first + only_second
    ways = tail = 1
    for heads in range(min(only_first, only_second)):
        ways = ways * (tosses - heads) // (heads + 1)
        tail += ways
    return min(2 * tail / (1 << tosses), 1.0)


def images_needed(only_first: int, only_second: int, total: int) -> int | None:
    """Return roughly how many images McNemar's test needs to see a difference like this one.

    At a significance level of 5 % and a power of 80 %, if the shares of images that only one of
    the two gets right stayed as they are among these `total` images. None when they are equal: no
    number of images shows a difference of zero.

    Source: Connett, Smith & McHugh 1987, "Sample size and power for pair-matched case-control
    studies", Statistics in Medicine 6, 53-59.
    """
    if only_first == only_second:
        return None
    differing = (only_first + only_second) / total
    difference = (only_first - only_second) / total
    root = Z_95 * math.sqrt(differing) + Z_POWER_80 * math.sqrt(differing - difference**2)
    return math.ceil((root / difference) ** 2)
