"""Which activations a training caches, and where it finds those that an earlier one has left."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from transfer_demo.plan import Augmentation
from transfer_demo.training.activation_cache import (
    ACTIVATION_CACHE,
    BoundaryCache,
    CacheDemand,
    CacheKey,
)
from transfer_demo.training.augmented_views import ViewKey, Views
from transfer_demo.training.cost import Cost
from transfer_demo.training.job import Job
from transfer_demo.training.memory_budget import MEMORY_LIMIT_BYTES, MemoryBudget
from transfer_demo.training.network import Network

Caches = Mapping[int, BoundaryCache]
"""The caches for one part of the images, by the number of modules that lie before the boundary."""


class JobCaches(NamedTuple):
    """The caches of both parts; none where no activations are cached."""

    train: Caches
    validation: Caches


def caches_for(
    job: Job, *, network: Network, cost: Cost, budget: MemoryBudget, train: Views, validation: Views
) -> JobCaches:
    """Return the caches of a job: for its own boundary, and for those that it shares with others.

    A job that shares nothing has its cache to itself, and it ends with the job.
    """
    if not budget.cache_activations:
        return JobCaches({}, {})
    own = network.frozen_stages
    passed = {boundary: len(network.up_to_boundary(boundary)) for boundary in cost.boundary_bytes}
    if not job.shared:
        return JobCaches({passed[own]: BoundaryCache()}, {passed[own]: BoundaryCache()})
    keys = {"train": _keys(train, budget.views), "validation": _keys(validation, 1)}
    count = sum(map(len, keys.values()))
    wanted = {own, *(boundary for boundary in job.shared if boundary < own)}
    sizes = {boundary: count * cost.boundary_bytes[boundary] for boundary in wanted}
    chosen = fitting(sizes, own=own, limit=MEMORY_LIMIT_BYTES)
    demands: dict[CacheKey, CacheDemand] = {}
    for part, boundary in product(keys, chosen):
        key = _cache_key(job, part, boundary)
        # Without augmentation, both parts are in one cache.
        before = demands[key].views if key in demands else frozenset()
        demands[key] = CacheDemand(
            views=before | keys[part], bytes_per_view=cost.boundary_bytes[boundary]
        )
    reserved = ACTIVATION_CACHE.reserve(demands, limit=MEMORY_LIMIT_BYTES)

    def of(part: str) -> Caches:
        return {passed[boundary]: reserved[_cache_key(job, part, boundary)] for boundary in chosen}

    return JobCaches(of("train"), of("validation"))


def fitting(sizes: Mapping[int, int], *, own: int, limit: int) -> list[int]:
    """Return the boundaries whose activations are cached: one's own, and the deepest that fit too.

    The deeper a boundary, the more work it saves, and the less memory it takes.

    Args:
        sizes: bytes that the activations of all images take at each boundary.
        own: the boundary from which the job trains.
        limit: bytes for all.
    """
    chosen = [own]
    left = limit - sizes[own]
    for boundary in sorted(sizes.keys() - {own}, reverse=True):
        if sizes[boundary] <= left:
            chosen.append(boundary)
            left -= sizes[boundary]
    return sorted(chosen)


def _keys(views: Views, count: int) -> frozenset[ViewKey]:
    return frozenset(views.key(view, index) for view in range(count) for index in range(len(views)))


def _cache_key(job: Job, part: str, boundary: int) -> CacheKey:
    plan = job.plan
    augmentation: Augmentation = plan.augmentation if part == "train" else "none"
    return CacheKey(
        backbone=plan.backbone,
        boundary=boundary,
        image_size_px=plan.image_size_px,
        normalisation=plan.normalisation,
        augmentation=augmentation,
        # Without crops, the seed decides nothing here.
        seed=None if augmentation == "none" else plan.seed,
    )
