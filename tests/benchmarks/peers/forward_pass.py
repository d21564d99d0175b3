"""The frozen network looks once at each image that the fine-tuning arm must see.

Nothing is decoded and nothing is learned. As PyTorch runs it, this is what a user's own feature
extraction would need at least; folded as our engine folds it, it is the limit of ours. Both keep
freed memory as our training does.
"""

from collections.abc import Callable

import torch
from torch import nn

from tests.benchmarks.trial import Outcome, Trial, Work
from transfer_demo.backbones import architectures
from transfer_demo.training.allocator import freed_memory_kept
from transfer_demo.training.batchnorm_folding import fold_batchnorm
from transfer_demo.training.device import best_device
from transfer_demo.training.memory_layout import memory_format

BATCH = 32


def ready(trial: Trial) -> Work:
    """Return the pass as PyTorch runs it."""
    return _pass(trial, lambda network: network)


def ready_folded(trial: Trial) -> Work:
    """Return the pass as our engine runs it."""
    return _pass(trial, fold_batchnorm)


def _pass(trial: Trial, prepared: Callable[[nn.Sequential], nn.Sequential]) -> Work:
    """Build the network and lay the images ready in memory, which is not timed.

    They hold random numbers: how long a convolution takes does not depend on what is in them.
    """
    device = best_device()
    network = prepared(architectures.build(trial.backbone, pretrained=True).eval())
    layout = memory_format(device)
    network = network.to(device).to(memory_format=layout)
    size = trial.plan.image_size_px
    images = torch.rand(images_to_see(trial), 3, size, size, device=device)
    batches = images.to(memory_format=layout).split(BATCH)

    def run() -> Outcome:
        with torch.no_grad(), freed_memory_kept():
            for batch in batches:
                features = network(batch).mean(dim=(2, 3))
        features.cpu()  # waits for a graphics card
        return Outcome(val_accuracies=())

    return run


def images_to_see(trial: Trial) -> int:
    """Each view of each training image, and each validation image."""
    views = min(trial.plan.views, trial.plan.epochs)
    return views * len(trial.parts.train) + len(trial.parts.validation)
