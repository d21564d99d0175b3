"""How each arm is trained: which image comes when, the learning rates and their schedule."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from transfer_demo.plan import FINE_TUNE, Plan
from transfer_demo.training.network import Network

HEAD_RATE: Final = 5e-3
BODY_RATE: Final = 1e-3
# The more stages move at once, the smaller their steps must be.
DEEP_BODY_RATE: Final = 7e-4
DEEP_STAGES: Final = 5
SCRATCH_RATE: Final = 3e-3
# Targets of 0.9 instead of 1 (Szegedy et al. 2015): a few dozen images are otherwise learned by
# heart with ever larger weights. Losses that are shown are without it.
LABEL_SMOOTHING: Final = 0.1
WEIGHT_DECAY: Final = 1e-2
WARM_UP: Final = 0.25
VALIDATION_BATCH: Final = 32


def batches(count: int, *, plan: Plan, epoch: int) -> list[NDArray[np.intp]]:
    """Return the order of one epoch as batches of indices, the same for every arm.

    Batches are of equal size to within one, so that none is left with a single image, on which
    BatchNorm cannot train.
    """
    order = np.random.default_rng([plan.seed, epoch]).permutation(count)
    return np.array_split(order, max(1, min(round(count / plan.batch_size), count // 2)))


def in_order(count: int) -> list[NDArray[np.intp]]:
    """Return all indices from first to last, in batches of a size that only speed depends on."""
    return np.array_split(np.arange(count), math.ceil(count / VALIDATION_BATCH))


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
    """Return AdamW and the one-cycle schedule (Smith 2018) with a good rate for each part.

    The schedule is stepped once per batch.
    """
    groups = list(_groups(network, plan=plan, arm=arm))
    return _one_cycle(groups, plan=plan, train_images=train_images)


def probe_optimiser_and_schedule(
    network: Network, *, plan: Plan, train_images: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Return the same for a probe, in which the head is trained alone."""
    rate, _ = _rates(network, plan=plan, arm=FINE_TUNE)
    groups = [{"params": list(network.head.parameters()), "lr": rate}]
    return _one_cycle(groups, plan=plan, train_images=train_images)


def _one_cycle(
    groups: list[dict[str, Any]], *, plan: Plan, train_images: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    steps = plan.epochs * len(batches(train_images, plan=plan, epoch=1))
    optimiser = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    # The schedule divides by the lengths of its two phases, and neither may be zero: so there is
    # one step more than is taken, and with four in all there is no warm-up, as with fewer.
    total = steps + 1
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
        rate = plan.scratch_learning_rate or SCRATCH_RATE
        return rate, rate
    deep = network.stages - network.frozen_stages >= DEEP_STAGES
    body = DEEP_BODY_RATE if deep else BODY_RATE
    return plan.head_learning_rate or HEAD_RATE, plan.body_learning_rate or body
