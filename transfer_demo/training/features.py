"""The cache at the freeze boundary: what the frozen stages make of an image never changes.

So each view of each image goes through them once, and every later epoch starts from the kept
activations. That is why training the last stages of a CNN takes seconds.
"""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from transfer_demo.backbones.spec import Preprocessing
from transfer_demo.training.device import autocast
from transfer_demo.training.views import Pixels, Views

FORWARD_BATCH: Final = 32


class Normaliser:
    """Pixels to the input of a network: (N, H, W, 3) uint8 to (N, 3, H, W) float32."""

    def __init__(self, preprocessing: Preprocessing, device: torch.device) -> None:
        self._device = device
        mean = torch.tensor(preprocessing.mean, device=device) * 255
        std = torch.tensor(preprocessing.std, device=device) * 255
        self._scale = (1 / std).view(1, 3, 1, 1)
        self._shift = (-mean / std).view(1, 3, 1, 1)

    def __call__(self, pixels: Pixels) -> Tensor:
        # The permuted view of an (N, H, W, 3) array is channels_last already: no copy is made.
        images = torch.from_numpy(pixels).to(self._device).permute(0, 3, 1, 2)
        return images.float() * self._scale + self._shift


class BoundaryActivations:
    """Activations of examples at the freeze boundary, computed when first asked for.

    `frozen` are the stages before it, in inference mode, on the device of `normalise`. `computed`
    counts the images that went through them. With `keep` off that happens at each request.
    """

    def __init__(
        self, frozen: nn.Sequential, views: Views, *, normalise: Normaliser, keep: bool
    ) -> None:
        self._frozen = frozen
        self._views = views
        self._normalise = normalise
        self._keep = keep
        self._kept: dict[int, Tensor] = {}
        self._known: dict[int, NDArray[np.bool_]] = {}
        self.computed = 0

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._views)

    def batch(self, view: int, indices: NDArray[np.intp]) -> Tensor:
        """Return the activations of some examples in one view, on the network's device."""
        if not self._keep:
            return channels_first(self._compute(view, indices))
        known = self._known.setdefault(view, np.zeros(len(self._views), dtype=bool))
        missing = indices[~known[indices]]
        if len(missing):
            fresh = self._compute(view, missing)
            if view not in self._kept:
                self._kept[view] = fresh.new_empty((len(known), *fresh.shape[1:]))
            self._kept[view][torch.from_numpy(missing)] = fresh
            known[missing] = True
        return channels_first(self._kept[view][torch.from_numpy(indices)])

    def _compute(self, view: int, indices: NDArray[np.intp]) -> Tensor:
        images = self._normalise(self._views.batch(view, indices))
        self.computed += len(indices)
        # no_grad and not inference_mode: kept activations are inputs of later backward passes.
        with torch.no_grad(), autocast(images.device):
            chunks = [self._frozen(chunk) for chunk in images.split(FORWARD_BATCH)]
        return channels_last(torch.cat(chunks).float())


def channels_last(activations: Tensor) -> Tensor:
    """Return (N, C, h, w) as a contiguous (N, h, w, C), the layout in which they are kept.

    Indexing keeps that order, so what comes back is laid out as convolutions like it. Pooled
    activations (N, C) stay as they are.
    """
    return activations.permute(0, 2, 3, 1).contiguous() if activations.dim() == 4 else activations


def channels_first(activations: Tensor) -> Tensor:
    """Undo `channels_last` without copying."""
    return activations.permute(0, 3, 1, 2) if activations.dim() == 4 else activations
