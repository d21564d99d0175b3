"""A linear probe before fine-tuning: the new head learns first, on features that do not move.

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
from transfer_demo.training.device import autocast
from transfer_demo.training.meter import Meter
from transfer_demo.training.recipe import (
    LABEL_SMOOTHING,
    batches,
    in_order,
    probe_optimiser_and_schedule,
)
from transfer_demo.training.setting import Setting


def probe(setting: Setting, meter: Meter) -> Iterator[Progress]:
    """Train the head alone, as a training with every stage frozen does: same images, same order.

    Where all stages are frozen anyway, `Setting.probing` is off: fine-tuning is a probe then, and
    one before it would only be more of the same.
    """
    plan, network = setting.job.plan, setting.network
    optimiser, schedule = probe_optimiser_and_schedule(
        network, plan=plan, train_images=len(setting.train)
    )
    # Nothing before the head adapts, BatchNorm included.
    network.eval()
    features: dict[int, Tensor] = {}
    for epoch in range(1, plan.epochs + 1):
        for passes, batch in batches(len(setting.train), plan=plan, epoch=epoch):
            meter.check_stop()
            views = (passes % setting.budget.views).tolist()
            for view in dict.fromkeys(views):
                if view not in features:
                    features[view] = yield from _features(setting, meter, view)
            read = torch.stack([features[v][i] for v, i in zip(views, batch, strict=True)])
            with autocast(setting.device):
                loss = functional.cross_entropy(
                    network.head(read),
                    setting.train_labels[batch],
                    weight=setting.class_weights,
                    label_smoothing=LABEL_SMOOTHING,
                )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            meter.images_probed += len(batch)
            yield from setting.progress(meter)


def _features(setting: Setting, meter: Meter, view: int) -> Generator[Progress, None, Tensor]:
    """Return what the head reads of one view of all training images, (N, features) float32."""
    chunks = []
    for batch in in_order(len(setting.train)):
        meter.check_stop()
        activations = setting.train.batch(view, batch)
        with torch.no_grad(), autocast(setting.device):
            chunks.append(setting.network.suffix(activations).float())
        meter.images_pooled += len(batch)
        yield from setting.progress(meter)
    return torch.cat(chunks)
