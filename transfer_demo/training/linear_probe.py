"""LP-FT, a linear probe before fine-tuning: the head learns first, on features that do not move.

A head that knows nothing pulls the pretrained stages in wrong directions while it learns, and what
they knew is distorted. After a probe the head is a good one from the first step of fine-tuning
(Kumar et al. 2022, "Fine-tuning can distort pretrained features and underperform
out-of-distribution").
"""

from collections.abc import Generator, Iterator

import torch
from torch import Tensor
from torch.nn import functional

from transfer_demo.events import Progress
from transfer_demo.training.arm_setup import ArmSetup
from transfer_demo.training.batches import batches, in_order
from transfer_demo.training.device import autocast
from transfer_demo.training.meter import Meter
from transfer_demo.training.recipe import LABEL_SMOOTHING, probe_optimiser_and_schedule


def linear_probe(setup: ArmSetup, meter: Meter) -> Iterator[Progress]:
    """Train the head alone, as a training with every stage frozen does: same images, same order.

    Where all stages are frozen anyway, `ArmSetup.probing` is off: fine-tuning is a probe then, and
    one before it would only be more of the same.
    """
    plan, network = setup.job.plan, setup.network
    optimiser, schedule = probe_optimiser_and_schedule(
        network, plan=plan, train_images=len(setup.train)
    )
    # Nothing before the head adapts, BatchNorm included.
    network.eval()
    features: dict[int, Tensor] = {}
    for epoch in range(1, plan.epochs + 1):
        for passes, batch in batches(len(setup.train), plan=plan, epoch=epoch):
            meter.check_stop()
            views = (passes % setup.budget.views).tolist()
            for view in dict.fromkeys(views):
                if view not in features:
                    features[view] = yield from _features(setup, meter, view)
            read = torch.stack([features[v][i] for v, i in zip(views, batch, strict=True)])
            with autocast(setup.device):
                loss = functional.cross_entropy(
                    network.head(read),
                    setup.train_labels[batch],
                    weight=setup.class_weights,
                    label_smoothing=LABEL_SMOOTHING,
                )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            meter.images_probed += len(batch)
            yield from setup.progress(meter)


def _features(setup: ArmSetup, meter: Meter, view: int) -> Generator[Progress, None, Tensor]:
    """Return what the head reads of one view of all training images, (N, features) float32."""
    chunks = []
    for batch in in_order(len(setup.train)):
        meter.check_stop()
        activations = setup.train.batch(view, batch)
        with torch.no_grad(), autocast(setup.device):
            chunks.append(setup.network.suffix(activations).float())
        meter.images_pooled += len(batch)
        yield from setup.progress(meter)
    return torch.cat(chunks)
