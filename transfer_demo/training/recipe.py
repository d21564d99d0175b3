"""How each arm is trained: which image comes when, the learning rates and their schedule."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from transfer_demo.plan import FINE_TUNE, Plan
from transfer_demo.training.network import Network, batch_norms

HEAD_RATE: Final = 5e-3
BODY_RATE: Final = 2e-3
# The more of what was learned moves at once, the smaller its steps must be. A number of stages
# would not say how much: two of five may hold nine tenths of the weights, and two of nine a third.
DEEP_BODY_RATE: Final = 7e-4
DEEP_SHARE: Final = 0.5
SCRATCH_RATE: Final = 3e-3
# Without BatchNorm larger steps throw a network off: SqueezeNet then stayed at chance.
UNNORMALISED_SCRATCH_RATE: Final = 1e-3
# Targets of 0.9 instead of 1 (Szegedy et al. 2015): a few dozen images are otherwise learned by
# heart with ever larger weights. Losses that are shown are without it.
LABEL_SMOOTHING: Final = 0.1
WEIGHT_DECAY: Final = 1e-2
WARM_UP: Final = 0.25
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


def class_weights(labels: Sequence[int], *, classes: int) -> NDArray[np.float32]:
    """Return how much a mistake on each class counts when all classes are to count the same.

    That is n / (k * n_c): the mean over all images is 1, and each class adds up to the same (King
    & Zeng 2001, "Logistic regression in rare events data").

    Args:
        labels: class index of every training image.
        classes: how many classes there are.
    """
    counts = np.bincount(labels, minlength=classes)
    return (len(labels) / (classes * np.maximum(counts, 1))).astype(np.float32)


def optimiser_and_schedule(
    network: Network, *, plan: Plan, arm: str, train_images: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return AdamW with a good rate for each part, and the schedule that suits the arm.

    Pretrained weights get the one-cycle schedule (Smith 2018): small steps first, so that a new
    head does not spoil them, and a momentum that falls and rises again. Random weights have nothing
    to spoil: they begin with the largest, and fall by half a cosine (Loshchilov & Hutter 2016).
    Neither arm is handicapped by it: with the schedule of the other, both were measured to be no
    better (tests/benchmarks/README.md).

    The schedule is stepped once per batch.
    """
    groups = list(_groups(network, plan=plan, arm=arm))
    updates = plan.epochs_of(arm) * plan.updates_in_epoch(train_images)
    if arm != FINE_TUNE:
        optimiser = _optimiser(groups)
        return optimiser, torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=updates)
    return _one_cycle(groups, updates=updates)


def probe_optimiser_and_schedule(
    network: Network, *, plan: Plan, train_images: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return the same as for fine-tuning for a probe, in which the head is trained alone."""
    rate, _ = _rates(network, plan=plan, arm=FINE_TUNE)
    groups = [{"params": list(network.head.parameters()), "lr": rate}]
    updates = plan.epochs * plan.updates_in_epoch(train_images)
    return _one_cycle(groups, updates=updates)


def _optimiser(groups: list[dict[str, Any]]) -> torch.optim.AdamW:
    return torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)


def _one_cycle(
    groups: list[dict[str, Any]], *, updates: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    optimiser = _optimiser(groups)
    # The schedule divides by the lengths of its two phases, and neither may be zero: so there is
    # one step more than is taken, and with four in all there is no warm-up, as with fewer.
    total = updates + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=[group["lr"] for group in groups],
        total_steps=total,
        pct_start=WARM_UP if WARM_UP * total != 1 else WARM_UP / 2,
    )
    return optimiser, schedule


def _groups(network: Network, *, plan: Plan, arm: str) -> Iterator[dict[str, Any]]:
    head, body = _rates(network, plan=plan, arm=arm)
    yield {"params": list(network.head.parameters()), "lr": head}
    unfrozen = list(network.suffix.parameters())
    if unfrozen:
        yield {"params": unfrozen, "lr": body}


def _rates(network: Network, *, plan: Plan, arm: str) -> tuple[float, float]:
    if arm != FINE_TUNE:
        usual = SCRATCH_RATE if batch_norms(network) else UNNORMALISED_SCRATCH_RATE
        rate = plan.scratch_learning_rate or usual
        return rate, rate
    body = DEEP_BODY_RATE if network.trained_share > DEEP_SHARE else BODY_RATE
    return plan.head_learning_rate or HEAD_RATE, plan.body_learning_rate or body
