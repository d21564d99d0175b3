"""The activation cache: what frozen stages made of an image, kept for later epochs and trainings.

The trainings of a study look at the same pictures, frozen at different depths. What one of them
has computed stays in the worker process, and the next one goes on from there.
"""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from torch import Tensor

from transfer_demo.plan import Augmentation, Normalisation
from transfer_demo.training.augmented_views import ViewKey

# How long the cache outlives the last job that used it: the next one comes at once, or never.
LIFETIME_SECONDS: Final = 60.0


class CachedActivations(NamedTuple):
    """Activations of one view, and how long it took to compute them from the picture."""

    activations: Tensor
    seconds: float


class CacheKey(NamedTuple):
    """What decides the activations of a view, apart from the view. `seed` is that of the crops."""

    backbone: str
    boundary: int
    image_size_px: int
    normalisation: Normalisation
    augmentation: Augmentation
    seed: int | None


@dataclass(frozen=True)
class BoundaryCache:
    """The activations of some views at one freeze boundary, each (h, w, C) or pooled (C).

    A worker with several threads has several jobs that add views here while others count them:
    they are added and never removed, and nobody goes through `activations` without a copy.
    """

    activations: dict[ViewKey, CachedActivations] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory of all that is cached here."""
        cached = [view.activations for view in list(self.activations.values())]
        return sum(activations.numel() * activations.element_size() for activations in cached)


@dataclass(frozen=True, kw_only=True)
class CacheDemand:
    """What a job will add to the cache of a boundary, unless it is there already."""

    views: frozenset[ViewKey]
    bytes_per_view: int

    def missing_bytes(self, cache: BoundaryCache) -> int:
        """Bytes that will come."""
        return self.bytes_per_view * sum(view not in cache.activations for view in self.views)


class ActivationCache:
    """The caches of a process, one for each key; what was used least recently is dropped first."""

    def __init__(self) -> None:
        self._caches: OrderedDict[CacheKey, BoundaryCache] = OrderedDict()
        self._lock = threading.Lock()
        self._jobs = 0
        self._clearing: threading.Timer | None = None

    @contextlib.contextmanager
    def used(self, *, shared: bool) -> Iterator[None]:
        """Keep everything while a job runs that shares, and for a minute after it.

        One that does not share has no use for it, and may need the memory.
        """
        with self._lock:
            self._jobs += 1
            if self._clearing is not None:
                self._clearing.cancel()
            if not shared:
                self._caches.clear()
        try:
            yield
        finally:
            with self._lock:
                self._jobs -= 1
                if not self._jobs and self._caches:
                    self._clearing = threading.Timer(LIFETIME_SECONDS, self.clear)
                    self._clearing.daemon = True
                    self._clearing.start()

    def reserve(
        self, demands: Mapping[CacheKey, CacheDemand], *, limit: int
    ) -> dict[CacheKey, BoundaryCache]:
        """Return the caches that a job needs, with what is in them already.

        Args:
            demands: what will be added to each of them.
            limit: bytes that all caches may take; the demands alone must fit.
        """
        with self._lock:
            for key in demands:
                self._caches.setdefault(key, BoundaryCache())
                self._caches.move_to_end(key)
            while self._bytes(demands) > limit:
                oldest = next(iter(self._caches))
                if oldest in demands:  # so all the others are gone
                    self._keep_only(demands)
                    break
                del self._caches[oldest]
            return {key: self._caches[key] for key in demands}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._caches.clear()

    def _bytes(self, demands: Mapping[CacheKey, CacheDemand]) -> int:
        """Bytes of all caches once the demands are met."""
        there = sum(cache.bytes for cache in self._caches.values())
        return there + sum(
            demand.missing_bytes(self._caches[key]) for key, demand in demands.items()
        )

    def _keep_only(self, demands: Mapping[CacheKey, CacheDemand]) -> None:
        """Leave out what other jobs added to the same caches. They may still use theirs."""
        for key, demand in demands.items():
            there = self._caches[key].activations
            self._caches[key] = BoundaryCache(
                {view: there[view] for view in demand.views if view in there}
            )


# One for the worker process: that is what makes it shared.
ACTIVATION_CACHE: Final = ActivationCache()
