"""Activations at the freeze boundary: what the frozen stages make of an image never changes.

So each view of each image goes through them once, and every later epoch starts from the cached
activations. That is why training the last stages of a CNN takes seconds.
"""

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from transfer_demo.training.activation_cache import BoundaryCache, CachedActivations
from transfer_demo.training.augmented_views import ViewKey, Views
from transfer_demo.training.batches import FORWARD_BATCH
from transfer_demo.training.device import autocast, wait_for
from transfer_demo.training.memory_layout import channels_first, channels_last
from transfer_demo.training.normalisation import Normaliser


class BoundaryActivations:
    """Activations of examples at the freeze boundary, computed when first asked for.

    Args:
        frozen: the stages before the boundary, in inference mode, on the device of `normalise`.
        views: the examples.
        normalise: makes the input of the first stage.
        caches: where activations are kept, by the number of modules of `frozen` that they have
            passed. Without a cache for the last of them, each request is computed anew; caches
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
        caches: Mapping[int, BoundaryCache],
        borrow: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._stages = list(frozen)
        self._views = views
        self._normalise = normalise
        self._caches = caches
        self._own = caches.get(len(frozen))
        self._borrow = borrow
        self._seen: set[ViewKey] = set()
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
        asked = [self._views.key(of, index) for of, index in pairs]
        places = dict(zip(asked, pairs, strict=True))
        if self._own is None:
            self.computed += len(places)
            made = self._compute(places)
            return channels_first(torch.stack([made[key] for key in asked]))
        cached = self._own.activations
        fresh = {key: place for key, place in places.items() if key not in cached}
        self._compute(fresh)
        new = places.keys() - self._seen
        self._seen |= new
        self.computed += len(new)
        self._borrow(sum(cached[key].seconds for key in new - fresh.keys()))
        return channels_first(torch.stack([cached[key].activations for key in asked]))

    def _compute(self, places: Mapping[ViewKey, tuple[int, int]]) -> dict[ViewKey, Tensor]:
        """Take images through the stages, each from the deepest boundary where it is known."""
        made: dict[ViewKey, Tensor] = {}
        rest = list(places)
        for passed in sorted(self._caches, reverse=True):
            cached = self._caches[passed].activations
            known = [key for key in rest if key in cached]
            for chunk in _chunks(known):
                earlier = sum(cached[key].seconds for key in chunk)
                self._borrow(earlier)
                start = channels_first(torch.stack([cached[key].activations for key in chunk]))
                made |= self._through(start, chunk, passed=passed, seconds=earlier)
            rest = [key for key in rest if key not in cached]
        for chunk in _chunks(rest):
            begun = time.perf_counter()
            views, indices = np.array([places[key] for key in chunk]).T
            pixels = self._views.batch(views, indices)
            start = self._normalise(pixels)
            seconds = time.perf_counter() - begun
            made |= self._through(start, chunk, passed=0, seconds=seconds)
        return made

    def _through(
        self, activations: Tensor, keys: Sequence[ViewKey], *, passed: int, seconds: float
    ) -> dict[ViewKey, Tensor]:
        """Take one chunk through the remaining stages; `seconds` is what it has cost so far."""
        begun = time.perf_counter() - seconds
        kept = channels_last(activations)
        # no_grad and not inference_mode: kept activations are inputs of later backward passes.
        with torch.no_grad(), autocast(activations.device):
            for number, stage in enumerate(self._stages[passed:], start=passed + 1):
                activations = stage(activations)
                if number not in self._caches and number < len(self._stages):
                    continue
                kept = channels_last(activations.float())
                if number in self._caches:
                    wait_for(kept.device)
                    share = (time.perf_counter() - begun) / len(keys)
                    cached = self._caches[number].activations
                    for key, one in zip(keys, kept, strict=True):
                        cached[key] = CachedActivations(one, share)
        return dict(zip(keys, kept, strict=True))


def _chunks(keys: Sequence[ViewKey]) -> list[Sequence[ViewKey]]:
    return [keys[start : start + FORWARD_BATCH] for start in range(0, len(keys), FORWARD_BATCH)]
