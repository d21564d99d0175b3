"""With how many images of each class the study of labels is done."""

import itertools
from collections.abc import Iterable, Iterator


def sizes(counts: Iterable[int], *, limit: int | None = None) -> tuple[int, ...]:
    """Return the images per class that are tried: 1, 2, 5, 10, 20, 50, ..., and at last all.

    Args:
        counts: how many training images each class has.
        limit: the plan's `train_per_class`; None means all of them.

    Raises:
        ValueError: there is no training image.
    """
    largest = max(counts, default=0)
    largest = largest if limit is None else min(largest, limit)
    if largest < 1:
        raise ValueError("Without training images there is nothing to vary.")
    return (*itertools.takewhile(lambda size: size < largest, _steps()), largest)


def _steps() -> Iterator[int]:
    return (step * 10**power for power in itertools.count() for step in (1, 2, 5))
