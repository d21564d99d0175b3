"""How few images? Fine-tuning and training from scratch with ever more images of each class."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from transfer_demo.plan import FINE_TUNE, SCRATCH, Plan


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


def plans(base: Plan, *, sizes: Sequence[int], seeds: Sequence[int]) -> tuple[Plan, ...]:
    """Return the plans of the study; per seed the largest size first, which takes longest.

    A smaller size takes a subset of the images of a larger one, so that the sizes can be compared.

    Args:
        base: a resolved plan; what does not vary is taken from it.
        sizes: training images per class, in any order.
        seeds: the seeds, each a split and a training of its own.
    """
    return tuple(
        replace(base, seed=seed, train_per_class=size, arms=(arm,))
        for seed in seeds
        for size in sorted(set(sizes), reverse=True)
        for arm in (SCRATCH, FINE_TUNE)
    )
