"""The recipe of PyTorch's transfer learning tutorial, with our batch size.

https://docs.pytorch.org/tutorials/beginner/transfer_learning_tutorial.html: SGD with momentum 0.9,
a rate of 0.001 that falls to a tenth every seven epochs, pictures decoded in each epoch.
"""

import torch
from torch import nn

from tests.benchmarks.peers.networks import network
from tests.benchmarks.peers.plain_loop import fit
from tests.benchmarks.trial import Outcome, Trial

MOMENTUM = 0.9
EPOCHS_PER_STEP = 7
STEP = 0.1


def frozen_body(trial: Trial) -> Outcome:
    """Train the new classifier only: the network as a fixed feature extractor."""
    model = network(trial, pretrained=True)
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return _train(model, trial)


def fine_tuned(trial: Trial) -> Outcome:
    """Train everything, from the pretrained weights."""
    return _train(network(trial, pretrained=True), trial)


def from_scratch(trial: Trial) -> Outcome:
    """Train everything, from random weights."""
    return _train(network(trial, pretrained=False), trial)


def _train(model: nn.Module, trial: Trial) -> Outcome:
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.SGD(trained, lr=trial.tutorial_rate, momentum=MOMENTUM)
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, step_size=EPOCHS_PER_STEP, gamma=STEP)
    accuracies = fit(model, trial, optimiser=optimiser, schedule=schedule)
    return Outcome(val_accuracies=accuracies)
