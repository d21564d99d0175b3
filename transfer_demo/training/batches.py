"""Which images come when: the same for every arm, whichever worker trains it."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transfer_demo.plan import Plan

# Images in a forward pass that nothing is learned from: only speed depends on it.
FORWARD_BATCH: Final = 32
# Images over which BatchNorm takes a mean and a variance when its statistics are measured again.
STATISTICS_BATCH: Final = 32


class Batch(NamedTuple):
    """What is shown before one update, (N,): for each image in which pass over all, and its index.

    Passes are counted from 0, through the whole training.
    """

    passes: NDArray[np.intp]
    indices: NDArray[np.intp]


def batches(count: int, *, plan: Plan, epoch: int) -> Iterator[Batch]:
    """Yield the batches of one epoch, the same for every arm.

    An epoch is one pass over all images in an order of its own, unless the plan sets its number of
    updates: then the passes go on across epochs, and few images have several in each, or even in
    one batch.

    Args:
        count: how many training images there are.
        plan: its seed decides the order.
        epoch: counted from 1.
    """
    parts, in_batch = plan.updates_per_pass(count), plan.passes_per_update(count)
    in_epoch = plan.updates_in_epoch(count)
    for update in range((epoch - 1) * in_epoch, epoch * in_epoch):
        # Which pass, and which part of it.
        places = [divmod(part, parts) for part in range(update * in_batch, (update + 1) * in_batch)]
        shown = [_one_pass(count, parts, plan.seed, one)[part] for one, part in places]
        passes = np.repeat([one for one, _ in places], [len(part) for part in shown])
        yield Batch(passes, np.concatenate(shown))


@lru_cache(maxsize=64)
def _one_pass(count: int, parts: int, seed: int, number: int) -> list[NDArray[np.intp]]:
    """Return all images in an order of their own, in parts of equal size to within one.

    So none is left with a single image, on which BatchNorm cannot train.
    """
    return np.array_split(np.random.default_rng([seed, number + 1]).permutation(count), parts)


def images_shown(count: int, *, plan: Plan, epochs: int) -> int:
    """Return how many images are shown in so many epochs, each as often as it comes."""
    parts = plan.updates_per_pass(count)
    whole, rest = divmod(plan.parts_shown(count, epochs=epochs), parts)
    return whole * count + sum(map(len, np.array_split(np.arange(count), parts)[:rest]))


def passes(count: int, *, plan: Plan) -> int:
    """Return how often all images are shown while the pretrained network is trained."""
    parts = plan.parts_shown(count, epochs=plan.epochs)
    return math.ceil(parts / plan.updates_per_pass(count))


def in_order(count: int) -> list[NDArray[np.intp]]:
    """Return all indices from first to last, in batches of a size that only speed depends on."""
    return np.array_split(np.arange(count), math.ceil(count / FORWARD_BATCH))


def mixed(count: int, *, plan: Plan) -> list[NDArray[np.intp]]:
    """Return all indices in one random order, in the batches on which statistics are measured.

    Images lie class by class, and the statistics of a batch of one class are not those of all.
    """
    order = np.random.default_rng([plan.seed, 0]).permutation(count)
    return np.array_split(order, math.ceil(count / STATISTICS_BATCH))
