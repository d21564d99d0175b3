"""What a few validation images, and a few seeds, can tell: intervals, tests and rank correlation.

The same in closed form or with whole numbers as in scipy and statsmodels, without either.
"""

import math
import statistics
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

import numpy as np

# Quantiles of the standard normal distribution: 97.5 % (two-sided 5 %) and 80 %.
Z_95: Final = 1.959963984540054
Z_POWER_80: Final = 0.8416212335729143

SIGNIFICANT: Final = 0.05


def wilson_interval(correct: float, total: float, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, (0, 1) when nothing was counted.

    Unlike the textbook "share plus or minus" it stays inside [0, 1] and is honest for few images
    and for shares near 0 and 1 (Wilson 1927; Brown, Cai & DasGupta 2001). Both numbers may be
    effective ones (see `effective_size`).
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


def effective_size(groups: Iterable[Hashable]) -> float:
    """Return how many independent images tell as much as these, some of which look alike.

    In the worst case all images of a group are right or wrong together: then the variance of their
    share is that of so many. Without two of one group it is their number.

    Args:
        groups: the name of the group of each image; those that are alone have one to themselves.

    Source: Kish 1965, Survey Sampling, section 5.4, with a correlation of 1 within groups.
    """
    sizes = Counter(groups).values()
    return sum(sizes) ** 2 / sum(size**2 for size in sizes) if sizes else 0.0


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


def sign_flip_test(differences: Sequence[int]) -> float:
    """Return the exact two-sided p-value of the sign-flip test on differences per image.

    If two methods were equally good, each image would favour either of them by as much with the
    same chance, so all choices of the signs are equally likely; p is the share of those with a sum
    as far from 0 as the one observed. With -1, 0 and 1 it is McNemar's exact test.

    Args:
        differences: for each image, or each group of images that look alike, how much more often
            the first method is right than the second.

    Source: Fisher 1935, The Design of Experiments, section 21.
    """
    sizes = Counter(abs(difference) for difference in differences if difference)
    total = sum(size * images for size, images in sizes.items())
    # chances[k]: that the positive ones add up to k.
    chances = np.ones(1)
    for size, images in sizes.items():
        of_size = np.zeros(size * images + 1)
        of_size[::size] = [math.comb(images, k) / (1 << images) for k in range(images + 1)]
        chances = np.convolve(chances, of_size)
    far = np.abs(2 * np.arange(total + 1) - total) >= abs(sum(differences))
    return min(float(chances[far].sum()), 1.0)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values of one family of tests, each corrected for how many were made.

    Who makes many tests finds something by chance alone. The smallest p counts as many times as
    there are tests, the next one once less, and so on, and none gets below a smaller one: then the
    chance of any false alarm at all stays below the level (Holm 1979, "A simple sequentially
    rejective multiple test procedure", Scandinavian Journal of Statistics 6).
    """
    corrected = [1.0] * len(p_values)
    highest = 0.0
    for step, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min((len(p_values) - step) * p_values[place], 1.0))
        corrected[place] = highest
    return corrected


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


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value, 1 for the highest; equal ones get the mean of their ranks."""
    return [
        sum(other > value for other in values) + (1 + sum(other == value for other in values)) / 2
        for value in values
    ]


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Spearman's rank correlation: the correlation of the ranks, ties included (1904).

    None where it says nothing: fewer than three pairs, or one side all equal.
    """
    if len(first) != len(second):
        raise ValueError(
            f"There are {len(first)} values on one side and {len(second)} on the other."
        )
    if len(first) < 3 or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    return min(max(statistics.correlation(ranks(first), ranks(second)), -1.0), 1.0)
