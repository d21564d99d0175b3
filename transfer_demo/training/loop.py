"""The training of one arm, from images to the last epoch, as a generator of events.

Both arms run this same code on the same views in the same order. They differ in two things: the
weights that the network starts with, and how fast each part of it may learn.
"""

from collections.abc import Callable, Iterator
from typing import Final

import torch
from torch.nn import functional

from transfer_demo.events import EpochEnd, Event
from transfer_demo.training.allocator import freed_memory_kept
from transfer_demo.training.device import autocast, repeatable
from transfer_demo.training.ending import Ending
from transfer_demo.training.job import Job
from transfer_demo.training.meter import Meter, Tally
from transfer_demo.training.probe import probe
from transfer_demo.training.recipe import (
    LABEL_SMOOTHING,
    batches,
    in_order,
    optimiser_and_schedule,
)
from transfer_demo.training.setting import Setting, prepare
from transfer_demo.training.shelves import SHELVES

LESS_MEMORY: Final = "Choose a smaller image size or batch size, or freeze more stages."


def train(job: Job, should_stop: Callable[[], bool]) -> Iterator[Event]:
    """Train one arm and say what is measured; the last event is always a `Finished`.

    Args:
        job: the arm, its resolved plan and its images.
        should_stop: asked before every batch; the training ends when it says yes.
    """
    meter = Meter(job.arm, should_stop)
    with (
        Ending("The training", less_memory=LESS_MEMORY) as ending,
        freed_memory_kept(),
        repeatable(seed=job.plan.seed, threads=job.threads),
        SHELVES.used(shared=bool(job.shared)),
    ):
        yield from _epochs(prepare(job, meter), meter)
    yield ending.finished(meter)


def _epochs(setting: Setting, meter: Meter) -> Iterator[Event]:
    """Train on all training images and look at all validation images, once per epoch."""
    plan, network = setting.job.plan, setting.network
    optimiser, schedule = optimiser_and_schedule(
        network, plan=plan, arm=setting.job.arm, train_images=len(setting.train)
    )
    yield setting.started()
    if setting.probing:
        yield from probe(setting, meter)
    for epoch in range(1, plan.epochs + 1):
        trained, validated = Tally(), Tally()

        network.train()
        view = (epoch - 1) % setting.budget.views
        for batch in batches(len(setting.train), plan=plan, epoch=epoch):
            meter.check_stop()
            # The frozen stages do their part in this line, or did it in an earlier epoch.
            activations = setting.train.batch(view, batch)
            labels = setting.train_labels[batch]
            with autocast(setting.device):
                logits = network.logits(activations)
                loss = functional.cross_entropy(
                    logits,
                    labels,
                    weight=setting.class_weights,
                    label_smoothing=LABEL_SMOOTHING,
                )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            trained.add(logits, labels)
            meter.images_trained += len(batch)
            yield from meter.progress(setting.gflops_spent(meter) / setting.gflops_planned)

        network.eval()
        for batch in in_order(len(setting.validation)):
            meter.check_stop()
            with torch.no_grad(), autocast(setting.device):
                logits = network.logits(setting.validation.batch(0, batch))
            validated.add(logits, setting.validation_labels[batch])
            meter.images_validated += len(batch)
            yield from meter.progress(setting.gflops_spent(meter) / setting.gflops_planned)

        yield EpochEnd(
            arm=setting.job.arm,
            epoch=epoch,
            seconds=meter.seconds(),
            images_seen=meter.images_probed + meter.images_trained,
            gflops=setting.gflops_spent(meter),
            train_loss=trained.loss,
            train_accuracy=trained.accuracy,
            val_loss=validated.loss,
            val_accuracy=validated.accuracy,
            val_predictions=validated.predictions,
        )
