"""The training of one arm, from images to the last epoch, as a generator of events.

Both arms run this same code on the same views in the same order. They differ in the weights that
the network starts with, and in what follows from those: pretrained stages may be frozen, learn at
rates and on a schedule of their own, and by default keep the statistics of BatchNorm that they
bring. From scratch may also be given more epochs, and then sees as many more views.
"""

from collections.abc import Callable, Generator, Iterator
from typing import Final

import torch
from torch.nn import functional

from transfer_demo.events import EpochEnd, Event, Progress, Untrained
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
from transfer_demo.training.statistics import measure_statistics

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
    """Learn from the training images and be asked about the validation images, epoch by epoch."""
    plan, network = setting.job.plan, setting.network
    # AdamW. The new head learns fastest; pretrained stages take smaller steps, so that they adapt
    # and do not forget, and all begin with small ones, while the head is of little use yet. Random
    # weights have nothing to forget and begin with the largest. In the end all fall towards zero.
    # Frozen stages are given to no optimiser.
    optimiser, schedule = optimiser_and_schedule(
        network, plan=plan, arm=setting.job.arm, train_images=len(setting.train)
    )
    yield setting.started()

    # What the network says before it has seen a single label of ours: the first point of a curve.
    if setting.measures_first_statistics:
        measure_statistics(setting, meter, view=0)
    untrained = yield from _validate(setting, meter)
    yield Untrained(
        arm=setting.job.arm,
        seconds=meter.seconds(),
        gflops=setting.gflops_spent(meter),
        val_loss=untrained.loss,
        val_accuracy=untrained.accuracy,
    )
    # On request the head learns alone first, on features that stand still.
    if setting.probing:
        yield from probe(setting, meter)

    # What is measured leaves the loop as events. Curves, verdict and files are made of those
    # elsewhere; nothing in here prints or draws.
    for epoch in range(1, setting.epochs + 1):
        trained = Tally()
        # BatchNorm now goes by the batch, where the plan lets it; frozen stages never do.
        network.train()
        for passes, batch in batches(len(setting.train), plan=plan, epoch=epoch):
            # Somebody may have pressed Stop.
            meter.check_stop()
            # Each pass over the images shows another crop of each, until they begin again.
            view = passes % setting.budget.views
            # The frozen stages do their part in this line, or did it in an earlier epoch: what they
            # make of a view never changes, so it is computed once and kept.
            activations = setting.train.batch(view, batch)
            labels = setting.train_labels[batch]
            # Some graphics cards multiply in 16 bits here, which is faster and exact enough.
            with autocast(setting.device):
                # Forward: through the stages that learn, and the head.
                logits = network.logits(activations)
                # How wrong is that? Mean over the batch, in nats. A tenth of each target is spread
                # over all classes, so that the network need not grow ever surer of a few dozen
                # images. On request, mistakes on a class with few images count for more.
                loss = functional.cross_entropy(
                    logits,
                    labels,
                    weight=setting.class_weights,
                    label_smoothing=LABEL_SMOOTHING,
                )
            # Backward: in which direction would each weight make it less wrong? PyTorch adds that
            # to what it found for the batch before, unless it is told to forget it.
            optimiser.zero_grad()
            loss.backward()
            # One step in that direction, as long as the schedule allows.
            optimiser.step()
            schedule.step()
            # Counted with the weights before the step: on images that were not yet learned from in
            # this pass.
            trained.add(logits, labels)
            meter.images_trained += len(batch)
            yield from setting.progress(meter)

        # BatchNorm has kept a running average of mean and variance, over batches that earlier
        # weights have seen. By it these weights would be misjudged, so all training images go
        # through them once more. Pretrained statistics that stay as they are need no such pass.
        if setting.measures_statistics:
            measure_statistics(setting, meter, view=epoch - 1)
        # The images that nothing was learned from say what the network is worth.
        validated = yield from _validate(setting, meter)
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


def _validate(setting: Setting, meter: Meter) -> Generator[Progress, None, Tally]:
    """Ask the network about all validation images; nothing is learned from them."""
    validated = Tally()
    # From here BatchNorm goes by its statistics: what is said of an image must not depend on which
    # others are asked about beside it.
    setting.network.eval()
    # One view of each is asked about, its centre, and all of them in the order in which they lie:
    # no crop and no order by chance makes one epoch look better than another.
    for batch in in_order(len(setting.validation)):
        meter.check_stop()
        # Nothing is learned from these, so PyTorch need not note the way back.
        with torch.no_grad(), autocast(setting.device):
            logits = setting.network.logits(setting.validation.batch(0, batch))
        validated.add(logits, setting.validation_labels[batch])
        meter.images_validated += len(batch)
        yield from setting.progress(meter)
    return validated
