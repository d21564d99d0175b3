"""An axis on which each doubling takes as much room as the next."""

import math
from collections.abc import Sequence
from typing import Final

# So much of a doubling is left free at both ends.
_MARGIN: Final = 0.35
# Nothing is drawn at 0, which has no place here.
_SMALLEST: Final = 1e-3


def ends(places: Sequence[float]) -> tuple[float, float]:
    """Return both ends of an axis that has all these places on it, none of them below 0."""
    free = 2**_MARGIN
    return max(min(places), _SMALLEST) / free, max(*places, _SMALLEST) * free


def exponents(ends: tuple[float, float]) -> list[float]:
    """Return the ends as Plotly wants them: powers of ten."""
    return [math.log10(end) for end in ends]


def round_numbers(ends: tuple[float, float]) -> list[float]:
    """Return 1, 2, 5, 10, 20, ... as far as they lie between two ends."""
    powers = range(math.floor(math.log10(ends[0])), math.ceil(math.log10(ends[1])) + 1)
    steps = (float(f"{step}e{power}") for power in powers for step in (1, 2, 5))
    return [step for step in steps if ends[0] <= step <= ends[1]]
