"""How each arm learns: the weights in its loss, discriminative learning rates, their schedule.

Discriminative: what was learned before takes smaller steps than what is new (Howard & Ruder 2018,
"Universal language model fine-tuning for text classification"). Here those are two parts: the
pretrained stages that are trained, and the head.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

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
    """Return AdamW with discriminative learning rates, and the schedule that suits the arm.

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
    """Return AdamW and the one-cycle schedule for a linear probe, which trains only the head."""
    rate, _ = _discriminative_rates(network, plan=plan, arm=FINE_TUNE)
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
    head, body = _discriminative_rates(network, plan=plan, arm=arm)
    yield {"params": list(network.head.parameters()), "lr": head}
    unfrozen = list(network.suffix.parameters())
    if unfrozen:
        yield {"params": unfrozen, "lr": body}


def _discriminative_rates(network: Network, *, plan: Plan, arm: str) -> tuple[float, float]:
    if arm != FINE_TUNE:
        usual = SCRATCH_RATE if batch_norms(network) else UNNORMALISED_SCRATCH_RATE
        rate = plan.scratch_learning_rate or usual
        return rate, rate
    body = DEEP_BODY_RATE if network.trained_share > DEEP_SHARE else BODY_RATE
    return plan.head_learning_rate or HEAD_RATE, plan.body_learning_rate or body
