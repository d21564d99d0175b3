"""Build the real network of a backbone. Runs in workers only: this imports torch."""

import re
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from transfer_demo.backbones import weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import BackboneError


class _WeightsOnMeta(TorchFunctionMode):
    """Lets all weights begin on the meta device, where there is nothing to draw.

    Not all tensors: RegNet computes its widths with some, and those have no values there.
    """

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        meta = {"device": "meta"} if func is torch.empty else {}
        return func(*args, **{**(kwargs or {}), **meta})


def build(backbone: Backbone, *, pretrained: bool) -> nn.Sequential:
    """Return the backbone as one module per stage, in order from the image.

    It takes (N, 3, H, W) float32, normalised as the backbone's preprocessing says, and returns
    (N, features, h, w), which the caller pools. Random weights come from torch's global generator.

    Raises:
        WeightsMissing: the pretrained weights are not on this machine.
        BackboneError: their file cannot be read.
    """
    return cut(classifier(backbone, pretrained=pretrained), backbone)


def classifier(backbone: Backbone, *, pretrained: bool) -> nn.Module:
    """Return the whole network as it was published, with its classifier for 1000 classes.

    Raises:
        WeightsMissing: the pretrained weights are not on this machine.
        BackboneError: their file cannot be read.
    """
    if not pretrained:
        return _architecture(backbone)
    file = weights.require(backbone)
    model = outline(backbone)
    try:
        published = torch.load(file, weights_only=True, map_location="cpu")
        named = _renamed(dict(published), backbone, names=list(model.state_dict()))
        model.load_state_dict(named, assign=True)
    except Exception as exc:  # the unpickler raises whatever the damaged bytes lead it to
        raise BackboneError(
            f"The weights of {backbone.title} cannot be read: the file {file} is damaged, or it is "
            f"another one. Delete it and fetch it again with: {weights.in_words(backbone)}"
        ) from exc
    return model


def outline(backbone: Backbone) -> nn.Module:
    """Return the whole network without any numbers, on the meta device, to be filled or counted.

    No random number is drawn: time would go into numbers that are replaced at once, and a training
    beside this one has the same generator.
    """
    with _WeightsOnMeta():
        return _architecture(backbone).to("meta")


def cut(model: nn.Module, backbone: Backbone) -> nn.Sequential:
    """Return the stages of a whole network, which keeps sharing its weights with them."""
    return nn.Sequential(*(_select(model, stage.modules) for stage in backbone.stages))


def take_apart(model: nn.Module, backbone: Backbone) -> tuple[nn.Sequential, nn.Module]:
    """Return the stages of a whole network, and what is left of it without them.

    What is left takes the output of the last stage and returns the scores of the 1000 published
    classes, (N, 1000). It is the model itself: nothing stands any more where the stages were.
    """
    stages = cut(model, backbone)
    names = {module: name for name, module in model.named_modules()}
    for stage in stages:
        for module in stage.children():
            model.set_submodule(names[module], nn.Identity())
    return stages, model


def _architecture(backbone: Backbone) -> nn.Module:
    # Either library takes a second or more to import, so only the one that is needed.
    model: nn.Module
    if backbone.source == "bundled":
        import timm

        model = timm.create_model(backbone.architecture)
    else:
        from torchvision.models import get_model

        model = get_model(backbone.architecture, weights=None)
    return model


def _renamed(
    published: dict[str, torch.Tensor], backbone: Backbone, *, names: list[str]
) -> dict[str, torch.Tensor]:
    """Return the published tensors under the names that the architecture gives them.

    Raises:
        ValueError: the file holds something else.
    """
    if backbone.source == "torchvision":
        # DenseNet's file is older than its code: norm.1 is norm1 by now.
        return {re.sub(r"(denselayer\d+\.\w+)\.(?=\d)", r"\1", k): v for k, v in published.items()}
    # The bundled files come from another port, with other names in the same order.
    renamed = dict(zip(names, published.values(), strict=True))
    if any(_kind(old) != _kind(new) for old, new in zip(published, renamed, strict=True)):
        raise ValueError("the tensors stand in another order than the architecture's")
    return renamed


def _kind(name: str) -> str:
    return name.rpartition(".")[2]


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
