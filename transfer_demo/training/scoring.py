"""One look at the training images through a frozen network, instead of a training.

It costs one forward pass of each image, and tells which networks are worth a training.
"""

from collections.abc import Generator

import torch
from torch import nn

from transfer_demo.backbones import architectures, catalogue
from transfer_demo.events import Event, Scored, Started
from transfer_demo.training.allocator import freed_memory_kept
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.batches import in_order
from transfer_demo.training.batchnorm_folding import fold_batchnorm
from transfer_demo.training.cost import forward_gflops
from transfer_demo.training.device import autocast, best_device, repeatable
from transfer_demo.training.job import Job
from transfer_demo.training.memory_layout import memory_format
from transfer_demo.training.meter import Meter
from transfer_demo.training.network import GlobalPool
from transfer_demo.training.normalisation import Normaliser
from transfer_demo.training.transferability import leep, logme, nearest_neighbour_accuracy


def score(job: Job, meter: Meter) -> Generator[Event, None, None]:
    """Score a network and yield what is measured.

    The validation images are not looked at: whoever chooses a network by them could not judge it
    by them afterwards.

    Args:
        job: a plan and its images.
        meter: counts what it costs, and is asked before every batch whether to go on.

    Raises:
        Stopped: the meter says so.
        BackboneError: the backbone is unknown or its weights cannot be loaded.
    """
    with freed_memory_kept(), repeatable(seed=job.plan.seed, threads=job.threads):
        yield from _look(job, meter)


def _look(job: Job, meter: Meter) -> Generator[Event, None, None]:
    """Take each training image through the network once, up to its own 1000 classes."""
    plan, images = job.plan, job.images
    backbone = catalogue.get(plan.backbone)
    device = best_device()
    published = architectures.classifier(backbone, pretrained=True).eval().to(device)
    gflops = forward_gflops(published, image_size_px=plan.image_size_px, device=device)
    yield _started(job, published, device)

    stages, classifier = architectures.take_apart(published, backbone)
    stages, pool = fold_batchnorm(stages).to(memory_format=memory_format(device)), GlobalPool()
    normalise = Normaliser(backbone.preprocessing, device, normalisation=plan.normalisation)
    framing = backbone.framing(plan.image_size_px)
    views = Views(
        images.train,
        framing=framing,
        augmentation="none",
        seed=plan.seed,
        threads=torch.get_num_threads(),
    )
    features, probabilities, seen = [], [], 0
    for batch in in_order(len(images.train)):
        meter.check_stop()
        inputs = normalise(views.batch(0, batch))
        with torch.inference_mode(), autocast(device):
            maps = stages(inputs)
            features.append(pool(maps).float().cpu())
            probabilities.append(classifier(maps).float().softmax(dim=1).cpu())
        seen += len(batch)
        yield from meter.progress(seen / len(images.train))

    pooled = torch.cat(features).numpy()
    labels = torch.tensor([example.label for example in images.train]).numpy()
    yield Scored(
        arm=job.arm,
        logme=logme(pooled, labels),
        leep=leep(torch.cat(probabilities).numpy(), labels),
        nearest_neighbour_accuracy=nearest_neighbour_accuracy(pooled, labels),
        seconds=meter.seconds(),
        gflops=gflops * len(images.train),
    )


def _started(job: Job, published: nn.Module, device: torch.device) -> Started:
    return Started(
        arm=job.arm,
        device=device.type,
        threads=torch.get_num_threads(),
        epochs=0,
        views=1,
        classes=job.images.classes,
        train_images=len(job.images.train),
        train_counts=job.images.train_counts,
        validation_labels=tuple(example.label for example in job.images.validation),
        validation_ids=job.images.validation_ids,
        trainable_parameters=0,
        total_parameters=sum(p.numel() for p in published.parameters()),
    )
