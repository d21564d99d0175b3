"""Runs contestants in turn and says what was measured, so that drift of the machine hits all.

Each runs in a process of its own, started for it: nobody inherits another's threads, settings of
the allocator or warm caches.
"""

import contextlib
import gc
import itertools
import logging
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context, get_start_method, set_start_method
from pathlib import Path
from typing import Final
from unittest import mock

import numpy as np
import torch

from tests.benchmarks.machine import cpu_seconds
from tests.benchmarks.measurement import Measurement, Measurements
from tests.benchmarks.peers.registry import Peer
from tests.benchmarks.trial import Trial, lay_out
from transfer_demo.images.dataset import ImageSet
from transfer_demo.plan import Plan

logger = logging.getLogger(__name__)

# How threads wait for each other: `transfer_demo.training` sets it for whoever imports it.
OURS_ALONE: Final = "OMP_WAIT_POLICY"
# All threads of this process have the same environment.
_STARTING: Final = threading.Lock()

LOADER_WORKERS: Final = (0, 1, 2)
TRIAL_EPOCHS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is to be run: every contestant on every image set with every seed.

    `loader_workers` is for all who have a loader; None lets each find what is fastest for it.
    """

    plan: Plan
    peers: tuple[Peer, ...]
    seeds: int
    loader_workers: int | None
    tutorial_rate: float


@dataclass(frozen=True, kw_only=True)
class Heat:
    """One contestant on one image set with one seed; `loader_workers` as in `Course`."""

    peer: Peer
    images: ImageSet
    data_set: str
    plan: Plan
    loader_workers: int | None
    tutorial_rate: float


def race(
    course: Course,
    image_sets: Mapping[str, ImageSet],
    measured: Measurements,
    *,
    run: Callable[[Heat], Measurement] | None = None,
) -> Iterator[Measurements]:
    """Yield all measurements each time that there is one more.

    For each image set, each seed, each contestant; what is measured already is not run again. The
    number of loader processes that the first seed finds holds for the others, too. Contestants
    whose time is not looked at come last, side by side, each on one core.

    Args:
        course: what to run.
        image_sets: on what, by name.
        measured: what is there before.
        run: runs one contestant; by default in a process of its own.
    """
    run = run or alone
    timed = tuple(peer for peer in course.peers if peer.timed)
    for data_set, seed in itertools.product(image_sets, range(course.seeds)):
        # The next seed begins with another contestant: none always runs on a rested machine.
        for peer in rotated(timed, seed):
            if measured.has(peer.name, data_set, seed):
                continue
            workers = course.loader_workers
            if workers is None:
                workers = measured.loader_workers(peer.name, data_set)
            heat = _heat(course, image_sets, data_set, seed, peer)
            measured = measured.with_one(run(replace(heat, loader_workers=workers)))
            yield measured
    left = [
        _heat(course, image_sets, data_set, seed, peer)
        for data_set, seed, peer in itertools.product(image_sets, range(course.seeds), course.peers)
        if not peer.timed and not measured.has(peer.name, data_set, seed)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        try:
            for found in as_completed([side_by_side.submit(run, heat) for heat in left]):
                measured = measured.with_one(found.result())
                yield measured
        finally:
            # One that fails, or Ctrl-C, ends it: what waits is not run for nobody.
            side_by_side.shutdown(cancel_futures=True)


def _heat(
    course: Course, image_sets: Mapping[str, ImageSet], data_set: str, seed: int, peer: Peer
) -> Heat:
    return Heat(
        peer=peer,
        images=image_sets[data_set],
        data_set=data_set,
        plan=replace(course.plan, seed=seed),
        loader_workers=course.loader_workers,
        tutorial_rate=course.tutorial_rate,
    )


def alone(heat: Heat) -> Measurement:
    """Run one contestant in a process of its own, which has all cores if its time counts."""
    logger.info("next: %s, seed %d: %s", heat.data_set, heat.plan.seed, heat.peer.title)
    threads = None if heat.peer.timed else 1
    with own_process(ours=heat.peer.ours, threads=threads) as process:
        return process.submit(here, heat).result()


@contextlib.contextmanager
def own_process(*, ours: bool, threads: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Yield a fresh process, in which loader processes are started as in a user's script.

    Args:
        ours: with the environment that our program sets. Otherwise without, as in a user's script:
            torch is imported there before our program is, and reads it only then.
        threads: how many cores torch uses there; None leaves the choice to torch.
    """
    context = get_context("spawn")
    begin = (get_start_method(), threads)
    with ProcessPoolExecutor(1, context, initializer=_begin, initargs=begin) as process:
        with _STARTING, mock.patch.dict(os.environ):
            if not ours:
                os.environ.pop(OURS_ALONE, None)
            process.submit(os.getpid).result()  # it is started by the first thing that it does
        yield process


def _begin(method: str, threads: int | None) -> None:
    """Choose how this process starts others, and how many cores torch uses.

    Left alone, it would start them as it was started: on Linux that takes a hundred times as long
    as what is usual there.
    """
    set_start_method(method, force=True)
    if threads is not None:
        torch.set_num_threads(threads)


def here(heat: Heat) -> Measurement:
    """Run one contestant: on a few images that do not count, in short trials, and in earnest."""
    if heat.peer.timed:
        # What is loaded at the first use is not to be timed.
        few = replace(heat.plan, epochs=2, batch_size=4, train_per_class=4, val_per_class=2)
        with _laid_out(heat, few) as trial:
            heat.peer.ready(trial)()
    with _laid_out(heat, heat.plan) as trial:
        if not heat.peer.loads:
            return measure(heat.peer, trial)
        tried: dict[int, float] = {}
        workers = heat.loader_workers
        if workers is None:
            tried = {each: _short(heat.peer, trial, each) for each in LOADER_WORKERS}
            workers = fastest(tried)
        measured = measure(heat.peer, replace(trial, loader_workers=workers))
    return replace(
        measured,
        loader_workers=workers,
        tried={str(each): seconds for each, seconds in tried.items()},
    )


def fastest(seconds: Mapping[int, float]) -> int:
    """Return the number of loader processes that took the fewest seconds."""
    return min(seconds, key=lambda workers: seconds[workers])


def measure(peer: Peer, trial: Trial) -> Measurement:
    """Run one contestant on one trial in this process."""
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
        parts=outcome.parts,
    )


def rotated(peers: tuple[Peer, ...], places: int) -> tuple[Peer, ...]:
    """Return the contestants in the same order, beginning so many places later."""
    start = places % max(1, len(peers))
    return (*peers[start:], *peers[:start])


def _short(peer: Peer, trial: Trial, workers: int) -> float:
    plan = replace(trial.plan, epochs=TRIAL_EPOCHS)
    return measure(peer, replace(trial, plan=plan, loader_workers=workers)).seconds


@contextlib.contextmanager
def _laid_out(heat: Heat, plan: Plan) -> Iterator[Trial]:
    with tempfile.TemporaryDirectory() as folder:
        yield lay_out(
            heat.images,
            plan,
            data_set=heat.data_set,
            folder=Path(folder),
            tutorial_rate=heat.tutorial_rate,
        )
