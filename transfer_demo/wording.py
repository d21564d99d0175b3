"""How measured numbers are written on the screen: no more digits than were measured."""

from collections.abc import Sequence
from datetime import date
from typing import Final

# Shares that are equal may differ by this: means of the same ones, added up in another order.
ROUNDING: Final = 1e-9


def percent(share: float, total: int) -> str:
    """Write a share of `total` images in percent: whole ones unless there are enough images."""
    return f"{_hundredths(share, total)}%"


def probability(share: float) -> str:
    """Write a network's probability in whole percent: it is never quite sure."""
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


def points(difference: float, total: int) -> str:
    """Write the size of a difference between two shares, in percentage points."""
    number = _hundredths(abs(difference), total)
    return f"{number} percentage point{'' if number == '1' else 's'}"


def amount(number: float) -> str:
    """Write seconds or GFLOPs: 0.12, 1.2, 28, 1,050."""
    if number >= 9.95:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 0.95 else f"{number:.2g}"


def seconds(number: float) -> str:
    """Write a time as it was measured, to be compared with others: 0.12 s, 1.2 s, 1,050 s."""
    return f"{amount(number)} s"


def spoken_seconds(number: float) -> str:
    """Write a time as it is said aloud: 0.12 seconds, 1.2 seconds, 28 seconds."""
    return f"{amount(number)} seconds"


def duration(seconds: float) -> str:
    """Write a time that somebody waits: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def counted(number: int, noun: str) -> str:
    """Write a number of things: 1 epoch, 10 epochs."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def megabytes(size: int) -> str:
    """Write a number of bytes: 0.02 MB, 4.1 MB, 110 MB; a megabyte has 10**6 bytes."""
    number = size / 10**6
    return f"{number:.0f} MB" if number >= 100 else f"{number:.2g} MB"


def first_of(names: Sequence[str], number: int) -> str:
    """Write the first so many of some names, and how many there are besides: a, b and 2 more."""
    shown = ", ".join(names[:number])
    more = len(names) - number
    return f"{shown} and {more:,} more" if more > 0 else shown


def times_the_epochs(factor: int) -> str:
    """Write how long scratch trains, by fine-tuning: as many epochs, 4 times the epochs."""
    return "as many epochs" if factor == 1 else f"{factor} times the epochs"


def p_value(value: float) -> str:
    """Write a p-value: p = 0.031, p < 0.001, p = 1."""
    if value < 0.001:
        return "p < 0.001"
    return f"p = {value:.3f}" if value < 0.9995 else "p = 1"


def in_millions(parameters: int) -> str:
    """Write a number of parameters: 3.4 M, 61 k, 512."""
    if parameters >= 999_500:
        return f"{parameters / 1e6:.3g} M"
    return f"{parameters / 1e3:.3g} k" if parameters >= 1000 else str(parameters)


def spoken_millions(parameters: int) -> str:
    """Write a number of parameters as it is said aloud: 3.4 million, 61 thousand, 512."""
    return in_millions(parameters).replace(" M", " million").replace(" k", " thousand")


def day(when: date) -> str:
    """Write a day: 5 November 2026."""
    return f"{when.day} {when:%B %Y}"


def _hundredths(share: float, total: int) -> str:
    """Write a share in hundredths, in more digits where it would look like none or all.

    A mean over several seeds can be nearer to those than one image of a seed.
    """
    decimals = _decimals(total)
    exact = abs(share - round(share)) < ROUNDING
    while not exact and float(f"{100 * share:.{decimals}f}") in {0, 100}:
        decimals += 1
    return f"{100 * share:.{decimals}f}"


def _decimals(total: int) -> int:
    # Of 33 images one is 3 points, and a decimal would be noise; of 200 one is half a point.
    return 1 if total >= 200 else 0
