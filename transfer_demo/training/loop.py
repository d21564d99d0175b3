"""The training of one arm, from images to the last epoch, as a generator of events.

Both arms run this same code on the same views in the same order. They differ in the weights that
the network starts with, and in what follows from those: pretrained stages may be frozen, learn at
rates and on a schedule of their own, and by default keep the statistics of BatchNorm that they
bring. From scratch may also be given more epochs, and then sees as many more views.
"""

from collections.abc import Generator

import torch
from torch.nn import functional

from transfer_demo.events import EpochEnd, Event, Progress, Untrained
from transfer_demo.training.activation_cache import ACTIVATION_CACHE
from transfer_demo.training.allocator import freed_memory_kept
from transfer_demo.training.arm_setup import ArmSetup, prepare
from transfer_demo.training.batches import batches, in_order
from transfer_demo.training.batchnorm_statistics import recompute_running_statistics
from transfer_demo.training.device import autocast, repeatable
from transfer_demo.training.job import Job
from transfer_demo.training.linear_probe import linear_probe
from transfer_demo.training.meter import Meter
from transfer_demo.training.metrics import EpochMetrics
from transfer_demo.training.network import Network
from transfer_demo.training.recipe import LABEL_SMOOTHING, optimiser_and_schedule


def train(job: Job, meter: Meter) -> Generator[Event, None, Network]:
    """Train one arm and yield what is measured; return the network as the last epoch left it.

    Args:
        job: the arm, its plan and its images.
        meter: counts what it costs, and is asked before every batch whether to go on.

    Raises:
        Stopped: the meter says so.
        BackboneError: the backbone is unknown or its weights cannot be loaded.
    """
    with (
        freed_memory_kept(),
        repeatable(seed=job.plan.seed, threads=job.threads),
        ACTIVATION_CACHE.used(shared=bool(job.shared)),
    ):
        return (yield from _epochs(prepare(job, meter), meter))


def _epochs(setup: ArmSetup, meter: Meter) -> Generator[Event, None, Network]:
    """Learn from the training images and be asked about the validation images, epoch by epoch."""
    plan, network = setup.job.plan, setup.network
    # AdamW. The new head learns fastest; pretrained stages take smaller steps, so that they adapt
    # and do not forget, and all begin with small ones, while the head is of little use yet. Random
    # weights have nothing to forget and begin with the largest. In the end all fall towards zero.
    # Frozen stages are given to no optimiser.
    optimiser, schedule = optimiser_and_schedule(
        network, plan=plan, arm=setup.job.arm, train_images=len(setup.train)
    )
    yield setup.started()

    # What the network says before it has seen a single label of ours: the first point of a curve.
    if setup.recomputes_first_statistics:
        recompute_running_statistics(setup, meter, view=0)
    untrained = yield from _validate(setup, meter)
    yield Untrained(
        arm=setup.job.arm,
        seconds=meter.seconds(),
        gflops=setup.gflops_spent(meter),
        val_loss=untrained.loss,
        val_accuracy=untrained.accuracy,
    )
    # On request the head learns alone first, on features that stand still (LP-FT).
    if setup.probing:
        yield from linear_probe(setup, meter)

    # What is measured leaves the loop as events. Curves, verdict and files are made of those
    # elsewhere; nothing in here prints or draws.
    for epoch in range(1, setup.epochs + 1):
        trained = EpochMetrics()
        # BatchNorm now goes by the batch, where the plan lets it; frozen stages never do.
        network.train()
        for passes, batch in batches(len(setup.train), plan=plan, epoch=epoch):
            # Somebody may have pressed Stop.
            meter.check_stop()
            # Each pass over the images shows another crop of each, until they begin again.
            view = passes % setup.budget.views
            # The frozen stages do their part in this line, or did it in an earlier epoch: what they
            # make of a view never changes, so it is computed once and kept.
            activations = setup.train.batch(view, batch)
            labels = setup.train_labels[batch]
            # Some graphics cards multiply in 16 bits here, which is faster and exact enough.
            with autocast(setup.device):
                # Forward: through the stages that learn, and the head.
                logits = network.logits(activations)
                # How wrong is that? Mean over the batch, in nats. A tenth of each target is spread
                # over all classes, so that the network need not grow ever surer of a few dozen
                # images. On request, mistakes on a class with few images count for more.
                loss = functional.cross_entropy(
                    logits,
                    labels,
                    weight=setup.class_weights,
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
            yield from setup.progress(meter)

        # BatchNorm has kept a running average of mean and variance, over batches that earlier
        # weights have seen. By it these weights would be misjudged, so all training images go
        # through them once more. Pretrained statistics that stay as they are need no such pass.
        if setup.recomputes_statistics:
            recompute_running_statistics(setup, meter, view=epoch - 1)
        # The images that nothing was learned from say what the network is worth.
        validated = yield from _validate(setup, meter)
        yield EpochEnd(
            arm=setup.job.arm,
            epoch=epoch,
            seconds=meter.seconds(),
            images_seen=meter.images_probed + meter.images_trained,
            gflops=setup.gflops_spent(meter),
            train_loss=trained.loss,
            train_accuracy=trained.accuracy,
            val_loss=validated.loss,
            val_accuracy=validated.accuracy,
            val_predictions=validated.predictions,
        )
    # The last epoch is what is judged, and nobody picked it: so this is the network that is kept.
    return network


def _validate(setup: ArmSetup, meter: Meter) -> Generator[Progress, None, EpochMetrics]:
    """Ask the network about all validation images; nothing is learned from them."""
    validated = EpochMetrics()
    # From here BatchNorm goes by its statistics: what is said of an image must not depend on which
    # others are asked about beside it.
    setup.network.eval()
    # One view of each is asked about, its centre, and all of them in the order in which they lie:
    # no crop and no order by chance makes one epoch look better than another.
    for batch in in_order(len(setup.validation)):
        meter.check_stop()
        # Nothing is learned from these, so PyTorch need not note the way back.
        with torch.no_grad(), autocast(setup.device):
            logits = setup.network.logits(setup.validation.batch(0, batch))
        validated.add(logits, setup.validation_labels[batch])
        meter.images_validated += len(batch)
        yield from setup.progress(meter)
    return validated
