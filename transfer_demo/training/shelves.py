"""Activations that are kept: for the later epochs of a training, and for the trainings after it.

The trainings of a study look at the same pictures, frozen at different depths. What one of them
has computed lies on a shelf of the worker process, and the next one goes on from there.
"""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from torch import Tensor

from transfer_demo.plan import Augmentation, Normalisation
from transfer_demo.training.views import Row

# How long shelves outlive the last job that used them: the next one comes at once, or never.
KEPT_SECONDS: Final = 60.0


class Kept(NamedTuple):
    """Activations of a row, and how long it took to compute them from the picture."""

    activations: Tensor
    seconds: float


class ShelfName(NamedTuple):
    """What decides the activations of a row, apart from the row. `seed` is that of the crops."""

    backbone: str
    boundary: int
    image_size_px: int
    normalisation: Normalisation
    augmentation: Augmentation
    seed: int | None


@dataclass(frozen=True)
class Shelf:
    """The activations of some rows at one freeze boundary, each (h, w, C) or pooled (C).

    A worker with several threads has several jobs that put rows here while others count them: rows
    are added and never removed, and nobody goes through `rows` without a copy.
    """

    rows: dict[Row, Kept] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Memory of all that lies here."""
        kept = [row.activations for row in list(self.rows.values())]
        return sum(activations.numel() * activations.element_size() for activations in kept)


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a job will put on a shelf, unless it lies there already."""

    rows: frozenset[Row]
    bytes_per_row: int

    def missing(self, shelf: Shelf) -> int:
        """Bytes that will come."""
        return self.bytes_per_row * sum(row not in shelf.rows for row in self.rows)


class Shelves:
    """The shelves of a process. What was used least lately makes room for what is needed now."""

    def __init__(self) -> None:
        self._shelves: OrderedDict[ShelfName, Shelf] = OrderedDict()
        self._lock = threading.Lock()
        self._jobs = 0
        self._clearing: threading.Timer | None = None

    @contextlib.contextmanager
    def used(self, *, shared: bool) -> Iterator[None]:
        """Keep the shelves while a job runs that shares, and for a minute after it.

        One that does not share has no use for them, and may need the memory.
        """
        with self._lock:
            self._jobs += 1
            if self._clearing is not None:
                self._clearing.cancel()
            if not shared:
                self._shelves.clear()
        try:
            yield
        finally:
            with self._lock:
                self._jobs -= 1
                if not self._jobs and self._shelves:
                    self._clearing = threading.Timer(KEPT_SECONDS, self.clear)
                    self._clearing.daemon = True
                    self._clearing.start()

    def take(self, needs: Mapping[ShelfName, Need], *, limit: int) -> dict[ShelfName, Shelf]:
        """Return the shelves that a job needs, with what lies on them already.

        Args:
            needs: what will come onto each of them.
            limit: bytes that all shelves may take; the needs alone must fit.
        """
        with self._lock:
            for name in needs:
                self._shelves.setdefault(name, Shelf())
                self._shelves.move_to_end(name)
            while self._bytes(needs) > limit:
                oldest = next(iter(self._shelves))
                if oldest in needs:  # so all the others are gone
                    self._keep_only(needs)
                    break
                del self._shelves[oldest]
            return {name: self._shelves[name] for name in needs}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._shelves.clear()

    def _bytes(self, needs: Mapping[ShelfName, Need]) -> int:
        """Bytes of all shelves once the needs are met."""
        there = sum(shelf.bytes for shelf in self._shelves.values())
        return there + sum(need.missing(self._shelves[name]) for name, need in needs.items())

    def _keep_only(self, needs: Mapping[ShelfName, Need]) -> None:
        """Leave out what other jobs put on the same shelves. They may still use theirs."""
        for name, need in needs.items():
            rows = self._shelves[name].rows
            self._shelves[name] = Shelf({row: rows[row] for row in need.rows if row in rows})


# One for the worker process: that is what makes them shared.
SHELVES: Final = Shelves()
