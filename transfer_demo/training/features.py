"""The cache at the freeze boundary: what the frozen stages make of an image never changes.

So each view of each image goes through them once, and every later epoch starts from the kept
activations. That is why training the last stages of a CNN takes seconds.
"""

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from transfer_demo.backbones.spec import Preprocessing
from transfer_demo.plan import Normalisation
from transfer_demo.training.device import autocast, memory_format, wait_for
from transfer_demo.training.recipe import FORWARD_BATCH
from transfer_demo.training.shelves import Kept, Shelf
from transfer_demo.training.views import Pixels, Row, Views


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


class BoundaryActivations:
    """Activations of examples at the freeze boundary, computed when first asked for.

    Args:
        frozen: the stages before the boundary, in inference mode, on the device of `normalise`.
        views: the examples.
        normalise: makes the input of the first stage.
        shelves: where activations are kept, by the number of modules of `frozen` that they have
            passed. Without a shelf for the last of them, each request is computed anew; shelves
            for earlier ones are filled on the way, and used.
        borrow: told how many seconds it once took to compute what another training left here.

    `computed` counts the images that went through all frozen stages, those of others included:
    what a training costs does not depend on who came before it.
    """

    def __init__(
        self,
        frozen: nn.Sequential,
        views: Views,
        *,
        normalise: Normaliser,
        shelves: Mapping[int, Shelf],
        borrow: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._stages = list(frozen)
        self._views = views
        self._normalise = normalise
        self._shelves = shelves
        self._own = shelves.get(len(frozen))
        self._borrow = borrow
        self._seen: set[Row] = set()
        self.computed = 0

    def __len__(self) -> int:
        """How many examples there are."""
        return len(self._views)

    def batch(self, view: int | NDArray[np.intp], indices: NDArray[np.intp]) -> Tensor:
        """Return the activations of some examples, on the network's device.

        All in one view, or each in its own.
        """
        pairs = [
            (int(of), int(index))
            for of, index in zip(np.broadcast_to(view, indices.shape), indices, strict=True)
        ]
        asked = [self._views.row(of, index) for of, index in pairs]
        places = dict(zip(asked, pairs, strict=True))
        if self._own is None:
            self.computed += len(places)
            made = self._compute(places)
            return channels_first(torch.stack([made[row] for row in asked]))
        lying = self._own.rows
        fresh = {row: place for row, place in places.items() if row not in lying}
        self._compute(fresh)
        new = places.keys() - self._seen
        self._seen |= new
        self.computed += len(new)
        self._borrow(sum(lying[row].seconds for row in new - fresh.keys()))
        return channels_first(torch.stack([lying[row].activations for row in asked]))

    def _compute(self, places: Mapping[Row, tuple[int, int]]) -> dict[Row, Tensor]:
        """Take images through the stages, each from the deepest boundary where it is known."""
        made: dict[Row, Tensor] = {}
        rest = list(places)
        for passed in sorted(self._shelves, reverse=True):
            lying = self._shelves[passed].rows
            known = [row for row in rest if row in lying]
            for chunk in _chunks(known):
                earlier = sum(lying[row].seconds for row in chunk)
                self._borrow(earlier)
                start = channels_first(torch.stack([lying[row].activations for row in chunk]))
                made |= self._through(start, chunk, passed=passed, seconds=earlier)
            rest = [row for row in rest if row not in lying]
        for chunk in _chunks(rest):
            begun = time.perf_counter()
            views, indices = np.array([places[row] for row in chunk]).T
            pixels = self._views.batch(views, indices)
            start = self._normalise(pixels)
            seconds = time.perf_counter() - begun
            made |= self._through(start, chunk, passed=0, seconds=seconds)
        return made

    def _through(
        self, activations: Tensor, rows: Sequence[Row], *, passed: int, seconds: float
    ) -> dict[Row, Tensor]:
        """Take one chunk through the remaining stages; `seconds` is what it has cost so far."""
        begun = time.perf_counter() - seconds
        kept = channels_last(activations)
        # no_grad and not inference_mode: kept activations are inputs of later backward passes.
        with torch.no_grad(), autocast(activations.device):
            for number, stage in enumerate(self._stages[passed:], start=passed + 1):
                activations = stage(activations)
                if number not in self._shelves and number < len(self._stages):
                    continue
                kept = channels_last(activations.float())
                if number in self._shelves:
                    wait_for(kept.device)
                    share = (time.perf_counter() - begun) / len(rows)
                    lying = self._shelves[number].rows
                    lying.update(
                        (row, Kept(one, share)) for row, one in zip(rows, kept, strict=True)
                    )
        return dict(zip(rows, kept, strict=True))


def _chunks(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[start : start + FORWARD_BATCH] for start in range(0, len(rows), FORWARD_BATCH)]


def channels_last(activations: Tensor) -> Tensor:
    """Return (N, C, h, w) as a contiguous (N, h, w, C), the layout in which they are kept.

    Pooled activations (N, C) stay as they are.
    """
    return activations.permute(0, 2, 3, 1).contiguous() if activations.dim() == 4 else activations


def channels_first(activations: Tensor) -> Tensor:
    """Undo `channels_last`, laid out as convolutions like it: on the CPU nothing is copied."""
    if activations.dim() != 4:
        return activations
    layout = memory_format(activations.device)
    return activations.permute(0, 3, 1, 2).contiguous(memory_format=layout)
