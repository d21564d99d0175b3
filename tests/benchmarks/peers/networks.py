"""The whole network with a new classifier, as the plain loops use it."""

from torch import nn

from tests.benchmarks.trial import Trial
from transfer_demo.backbones import architectures
from transfer_demo.training.device import best_device


def network(trial: Trial, *, pretrained: bool) -> nn.Module:
    """Return timm's model with a classifier for the trial's classes, on the device."""
    model = architectures.classifier(trial.backbone, pretrained=pretrained)
    model.classifier = nn.Linear(trial.backbone.features, trial.classes)
    return model.to(best_device())
