"""BatchNorm's statistics, measured again for the weights that are judged.

BatchNorm shifts and scales each channel by its mean and variance: those of the batch while it
trains, those that it has kept when it is judged. What it keeps is a running average over past
batches, and those were seen with other weights. After four or five steps, two thirds of it is still
what it began with. So before each validation the training images go through the network once more,
and mean and variance are those of the weights as they are (Wu & Johnson 2021, "Rethinking 'Batch'
in BatchNorm", section 3).
"""

import torch

from transfer_demo.training.arm_setup import ArmSetup
from transfer_demo.training.batches import mixed
from transfer_demo.training.device import autocast
from transfer_demo.training.meter import Meter
from transfer_demo.training.network import batch_norms


def recompute_running_statistics(setup: ArmSetup, meter: Meter, *, view: int) -> None:
    """Replace the statistics of all BatchNorm layers that learn by those of the training images.

    It does what PyTorch's `update_bn` does, but leaves the rest of the network as it is judged: no
    block is skipped at random, and no random number is drawn.

    Args:
        setup: its network gets the statistics; no other weight is touched.
        meter: told of the images that went through.
        view: which view of each image is shown; very few images show the next ones, too.
    """
    suffix, images, views = setup.network.suffix, len(setup.train), setup.budget.views
    layers = batch_norms(suffix)
    momenta = [layer.momentum for layer in layers]
    suffix.eval()
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # all batches count the same
        layer.train()
    for place in mixed(setup.statistics_views * images, plan=setup.job.plan):
        meter.check_stop()
        activations = setup.train.batch((view + place // images) % views, place % images)
        with torch.no_grad(), autocast(setup.device):
            suffix(activations)
        meter.images_pooled += len(place)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
