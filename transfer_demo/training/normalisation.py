"""Pixels become the input of a network: scaled as its weights expect, or on request as they are."""

import torch
from torch import Tensor

from transfer_demo.backbones.spec import Preprocessing
from transfer_demo.plan import Normalisation
from transfer_demo.training.augmented_views import Pixels
from transfer_demo.training.memory_layout import channels_first


class Normaliser:
    """Pixels to the input of a network: (N, H, W, 3) uint8 to (N, 3, H, W) float32.

    Under the normalisation "none" the network gets the pixels as they are, 0 to 255.
    """

    def __init__(
        self,
        preprocessing: Preprocessing,
        device: torch.device,
        *,
        normalisation: Normalisation = "pretrained",
    ) -> None:
        self._device = device
        mean = torch.tensor(preprocessing.mean, device=device) * 255
        std = torch.tensor(preprocessing.std, device=device) * 255
        if normalisation == "none":
            mean, std = torch.zeros_like(mean), torch.ones_like(std)
        self._scale = (1 / std).view(1, 3, 1, 1)
        self._shift = (-mean / std).view(1, 3, 1, 1)

    def __call__(self, pixels: Pixels) -> Tensor:
        images = channels_first(torch.from_numpy(pixels).to(self._device))
        return images.float().mul_(self._scale).add_(self._shift)
