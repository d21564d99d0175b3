"""A plain loop from scratch with a modern recipe, so that the scratch arm has a fair opponent."""

import math

import torch

from tests.benchmarks.peers.networks import network
from tests.benchmarks.peers.plain_loop import fit
from tests.benchmarks.trial import Outcome, Trial

WEIGHT_DECAY = 1e-2


def run(trial: Trial, *, rate: float) -> Outcome:
    """Train random weights with AdamW and the one-cycle schedule."""
    model = network(trial, pretrained=False)
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        max_lr=rate,
        epochs=trial.plan.epochs,
        steps_per_epoch=math.ceil(len(trial.parts.train) / trial.plan.batch_size),
    )
    accuracies = fit(model, trial, optimiser=optimiser, schedule=schedule, step_after="batch")
    return Outcome(val_accuracies=accuracies)
