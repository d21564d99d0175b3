"""Runs contestants in turn and says what was measured, so that drift of the machine hits all."""

import gc
import logging
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from tests.benchmarks.machine import cpu_seconds
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.peers.registry import Peer
from tests.benchmarks.trial import Trial, lay_out
from transfer_demo.images.dataset import ImageSet
from transfer_demo.plan import Plan

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is to be run: every contestant on every image set with every seed."""

    plan: Plan
    peers: tuple[Peer, ...]
    seeds: int
    loader_workers: int
    tutorial_rate: float

    def trial(self, images: ImageSet, plan: Plan, *, data_set: str, folder: Path) -> Trial:
        """Lay out one image set with one seed."""
        return lay_out(
            images,
            plan,
            data_set=data_set,
            folder=folder,
            loader_workers=self.loader_workers,
            tutorial_rate=self.tutorial_rate,
        )


def race(
    course: Course,
    image_sets: Mapping[str, ImageSet],
    *,
    is_known: Callable[[str, str, int], bool],
) -> Iterator[Measurement]:
    """Yield one measurement after the other: for each image set, each seed, each contestant.

    Args:
        is_known: asked with contestant, image set and seed; what is known is not run again.
    """
    missing = [
        (data_set, seed, peer)
        for data_set in image_sets
        for seed in range(course.seeds)
        # The next seed begins with another contestant: none always runs on a rested machine.
        for peer in rotated(course.peers, seed)
        if not is_known(peer.name, data_set, seed)
    ]
    if missing:
        needed = {peer.name: peer for _, _, peer in missing}
        _warm_up(course, next(iter(image_sets.values())), needed.values())
    for data_set, seed, peer in missing:
        plan = replace(course.plan, seed=seed)
        with tempfile.TemporaryDirectory() as folder:
            trial = course.trial(image_sets[data_set], plan, data_set=data_set, folder=Path(folder))
            yield measure(peer, trial)


def measure(peer: Peer, trial: Trial) -> Measurement:
    """Run one contestant on one trial."""
    work = peer.ready(trial)
    for seeding in (random.seed, np.random.seed, torch.manual_seed):
        seeding(trial.plan.seed)
    gc.collect()
    cpu_before, before = cpu_seconds(), time.perf_counter()
    outcome = work()
    seconds, cpu = time.perf_counter() - before, cpu_seconds() - cpu_before
    return Measurement(
        peer=peer.name,
        title=peer.title,
        data_set=trial.data_set,
        seed=trial.plan.seed,
        seconds=seconds,
        cpu_seconds=cpu,
        own_seconds=outcome.own_seconds,
        train_images=len(trial.parts.train),
        validation_images=len(trial.parts.validation),
        epochs=trial.plan.epochs,
        val_accuracies=outcome.val_accuracies,
    )


def rotated(peers: tuple[Peer, ...], places: int) -> tuple[Peer, ...]:
    """Return the contestants in the same order, beginning so many places later."""
    start = places % len(peers)
    return (*peers[start:], *peers[:start])


def _warm_up(course: Course, images: ImageSet, peers: Iterable[Peer]) -> None:
    """Run each once on a few images: what is loaded at the first use is not to be timed."""
    small = replace(course.plan, epochs=2, batch_size=4, train_per_class=4, val_per_class=2)
    with tempfile.TemporaryDirectory() as folder:
        trial = course.trial(images, small, data_set="warm-up", folder=Path(folder))
        for peer in peers:
            logger.info("warming up: %s", peer.title)
            peer.ready(trial)()
