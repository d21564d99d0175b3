"""What the published networks do after their last stage; the catalogue leaves that out."""

import torch
from torch import nn
from torch.nn.functional import adaptive_avg_pool2d

from transfer_demo.backbones.spec import Backbone


def finish(backbone: Backbone, model: nn.Module, maps: torch.Tensor) -> torch.Tensor:
    """Return the scores of 1000 classes that the network computes from the last stage's output."""
    if backbone.name == "squeezenet1_1":
        return model.classifier(maps).flatten(1)
    if backbone.name == "vgg11_bn":
        return model.classifier(model.avgpool(maps).flatten(1))
    if backbone.name == "convnext_tiny":  # its LayerNorm is in the last stage already
        return model.classifier[1:](maps)
    head = model.fc if hasattr(model, "fc") else model.classifier
    return head(adaptive_avg_pool2d(maps, 1).flatten(1))
