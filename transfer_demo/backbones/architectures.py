"""Build the real network of a backbone. Runs in workers only: this imports torch."""

from typing import Any

import torch
from torch import nn

from transfer_demo.backbones import weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import BackboneError


def build(backbone: Backbone, *, pretrained: bool) -> nn.Sequential:
    """Return the backbone as one module per stage, in order from the image.

    It takes (N, 3, H, W) float32, normalised as the backbone's preprocessing says, and returns
    (N, features, h, w), which the caller pools. Random weights come from torch's global generator.

    Raises:
        WeightsMissing: the pretrained weights are not on this machine.
        BackboneError: their file cannot be read.
    """
    model = classifier(backbone, pretrained=pretrained)
    return nn.Sequential(*(_select(model, stage.modules) for stage in backbone.stages))


def classifier(backbone: Backbone, *, pretrained: bool) -> nn.Module:
    """Return the whole network as it was published, with its classifier for 1000 classes.

    Raises:
        WeightsMissing: the pretrained weights are not on this machine.
        BackboneError: their file cannot be read.
    """
    if not pretrained:
        return _architecture(backbone)
    tensors = _read(backbone)
    # On the meta device no time is lost on random weights that are replaced at once.
    with torch.device("meta"):
        model = _architecture(backbone)
    try:
        model.load_state_dict(_named_alike(tensors, model), assign=True)
    except (RuntimeError, ValueError) as exc:
        raise _unusable(backbone) from exc
    return model


def _architecture(backbone: Backbone) -> nn.Module:
    # Each takes a second or more to import, so only the one that is needed.
    model: nn.Module
    if backbone.source == "bundled":
        import timm

        model = timm.create_model(backbone.architecture)
    else:
        from torchvision.models import get_model

        model = get_model(backbone.architecture, weights=None)
    return model


def _read(backbone: Backbone) -> dict[str, Any]:
    file = weights.require(backbone)
    try:
        return dict(torch.load(file, weights_only=True, map_location="cpu"))
    except Exception as exc:  # the unpickler raises whatever the damaged bytes lead it to
        raise _unusable(backbone) from exc


def _named_alike(tensors: dict[str, Any], model: nn.Module) -> dict[str, Any]:
    """Return the tensors under the model's names: other ports keep the order, not the names."""
    names = list(model.state_dict())
    return dict(zip(names, tensors.values(), strict=True))


def _unusable(backbone: Backbone) -> BackboneError:
    return BackboneError(
        f"The weights of {backbone.title} cannot be read from {weights.path(backbone)}: the file "
        f"is damaged or is another one. Delete it and fetch it again: "
        f"transfer-demo fetch {backbone.name}"
    )


def _select(model: nn.Module, paths: tuple[str, ...]) -> nn.Sequential:
    """Return the modules at these paths in a row (see `Stage.modules`)."""
    selected: list[nn.Module] = []
    for path in paths:
        parent, _, last = path.rpartition(".")
        if ":" in last:
            start, stop = map(int, last.split(":"))
            selected += list(model.get_submodule(parent).children())[start:stop]
        else:
            selected.append(model.get_submodule(path))
    return nn.Sequential(*selected)
