"""Which activations a training keeps, and where it finds those that an earlier one has left."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

from transfer_demo.plan import Augmentation
from transfer_demo.training.budget import MEMORY_LIMIT_BYTES, Budget
from transfer_demo.training.cost import Cost
from transfer_demo.training.job import Job
from transfer_demo.training.network import Network
from transfer_demo.training.shelves import SHELVES, Need, Shelf, ShelfName
from transfer_demo.training.views import Row, Views

Shelves = Mapping[int, Shelf]
"""The shelves for one part of the images, by the modules that lie before their boundary."""


class Kept(NamedTuple):
    """The shelves of both parts; none where nothing is kept."""

    train: Shelves
    validation: Shelves


def shelves_for(
    job: Job, *, network: Network, cost: Cost, budget: Budget, train: Views, validation: Views
) -> Kept:
    """Return the shelves of a job: for its own boundary, and for those that it shares with others.

    A job that shares nothing has its shelf to itself, and it ends with the job.
    """
    if not budget.keep_activations:
        return Kept({}, {})
    own = network.frozen_stages
    passed = {boundary: len(network.up_to_boundary(boundary)) for boundary in cost.boundary_bytes}
    if not job.shared:
        return Kept({passed[own]: Shelf()}, {passed[own]: Shelf()})
    rows = {"train": _rows(train, budget.views), "validation": _rows(validation, 1)}
    images = sum(map(len, rows.values()))
    wanted = {own, *(boundary for boundary in job.shared if boundary < own)}
    sizes = {boundary: images * cost.boundary_bytes[boundary] for boundary in wanted}
    chosen = fitting(sizes, own=own, limit=MEMORY_LIMIT_BYTES)
    needs: dict[ShelfName, Need] = {}
    for part, boundary in product(rows, chosen):
        name = _name(job, part, boundary)
        # Without augmentation, both parts lie on one shelf.
        before = needs[name].rows if name in needs else frozenset()
        bytes_per_row = cost.boundary_bytes[boundary]
        needs[name] = Need(rows=before | rows[part], bytes_per_row=bytes_per_row)
    taken = SHELVES.take(needs, limit=MEMORY_LIMIT_BYTES)

    def of(part: str) -> Shelves:
        return {passed[boundary]: taken[_name(job, part, boundary)] for boundary in chosen}

    return Kept(of("train"), of("validation"))


def fitting(sizes: Mapping[int, int], *, own: int, limit: int) -> list[int]:
    """Return the boundaries whose activations are kept: one's own, and the deepest that fit too.

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


def _rows(views: Views, count: int) -> frozenset[Row]:
    return frozenset(views.row(view, index) for view in range(count) for index in range(len(views)))


def _name(job: Job, part: str, boundary: int) -> ShelfName:
    plan = job.plan
    augmentation: Augmentation = plan.augmentation if part == "train" else "none"
    return ShelfName(
        backbone=plan.backbone,
        boundary=boundary,
        image_size_px=plan.image_size_px,
        normalisation=plan.normalisation,
        augmentation=augmentation,
        # Without crops, the seed decides nothing here.
        seed=None if augmentation == "none" else plan.seed,
    )
