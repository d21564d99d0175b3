"""A pretrained network as it was published: what it takes a picture for before it is adapted.

Runs where trainings run: this imports torch.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import torch
from timm.data.imagenet_info import ImageNetInfo
from torch import nn

from transfer_demo.backbones import architectures, catalogue
from transfer_demo.images.dataset import AnyPicture, Example
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.batches import in_order
from transfer_demo.training.batchnorm_folding import fold_batchnorm
from transfer_demo.training.device import autocast, best_device
from transfer_demo.training.memory_layout import memory_format
from transfer_demo.training.normalisation import Normaliser

_GUESSES: Final = 3


@cache
def class_names() -> tuple[str, ...]:
    """Return the 1000 classes of ImageNet in their order, each by its first name."""
    info = ImageNetInfo()
    return tuple(
        info.index_to_description(index).split(",")[0] for index in range(info.num_classes())
    )


class PublishedNetwork:
    """A pretrained network with its own head. Several threads may ask it at a time."""

    def __init__(self, backbone: str, *, image_size_px: int) -> None:
        """Load it.

        Raises:
            BackboneError: the backbone is unknown, or its weights cannot be loaded.
        """
        spec = catalogue.get(backbone)
        self._device = best_device()
        network = architectures.classifier(spec, pretrained=True).eval().to(self._device)
        stages, self._head = architectures.take_apart(network.requires_grad_(False), spec)
        self._stages: nn.Module = fold_batchnorm(stages).to(
            memory_format=memory_format(self._device)
        )
        self._normalise = Normaliser(spec.preprocessing, self._device)
        self._framing = spec.framing(image_size_px)

    def guesses(
        self, pictures: Sequence[AnyPicture], most: int = _GUESSES
    ) -> list[list[tuple[str, float]]]:
        """Return for each picture its likeliest classes with their probabilities."""
        examples = [Example(picture=picture, label=0, file="") for picture in pictures]
        threads = torch.get_num_threads()
        views = Views(examples, framing=self._framing, augmentation="none", seed=0, threads=threads)
        names = class_names()
        found = []
        for batch in in_order(len(examples)) if examples else []:
            inputs = self._normalise(views.batch(0, batch))
            with torch.inference_mode(), autocast(self._device):
                shares = self._head(self._stages(inputs)).float().softmax(dim=1)
            values, places = shares.cpu().topk(most, dim=1)
            for row, likeliest in zip(values.tolist(), places.tolist(), strict=True):
                guessed = [names[place] for place in likeliest]
                found.append(list(zip(guessed, row, strict=True)))
        return found
