"""A plain loop from scratch, so that the scratch arm has a fair opponent.

Its accuracy is looked at, and not its time. So the images are those of our own scratch arm, already
decoded: the same views in the same batches. Loss, optimiser, schedule and network are PyTorch's and
timm's own. It is judged once, after the last epoch, when statistics of BatchNorm have been
re-estimated over the training images by PyTorch's `update_bn`: neither changes how it trains.
"""

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import update_bn

from tests.benchmarks.peers.networks import network
from tests.benchmarks.peers.recipes import Recipe
from tests.benchmarks.trial import Outcome, Trial
from transfer_demo.plan import SCRATCH
from transfer_demo.training.arm_setup import prepare
from transfer_demo.training.batches import batches, in_order, mixed
from transfer_demo.training.job import Job
from transfer_demo.training.meter import Meter


def run(trial: Trial, *, recipe: Recipe) -> Outcome:
    """Train random weights by a recipe."""
    plan = trial.plan
    job = Job(run="plain", arm=SCRATCH, plan=plan, images=trial.parts)
    images = prepare(job, Meter(SCRATCH, lambda: False))
    # What `prepare` drew must not decide the weights.
    torch.manual_seed(plan.seed)
    model = network(trial, pretrained=False)
    steps = plan.epochs * plan.updates_in_epoch(len(images.train))
    optimiser, schedule = recipe.build(model.parameters(), steps=steps)
    for epoch in range(1, plan.epochs + 1):
        view = (epoch - 1) % images.budget.views
        model.train()
        for _, batch in batches(len(images.train), plan=plan, epoch=epoch):
            logits = model(images.train.batch(view, batch))
            loss = nn.functional.cross_entropy(logits, images.train_labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()

    # The images lie class by class, and `update_bn` leaves out what differs between the batches.
    shown = mixed(len(images.train), plan=plan)
    update_bn((images.train.batch(view, batch) for batch in shown), model)
    model.eval()
    right = sum(
        int(_right(model, images.validation.batch(0, batch), images.validation_labels[batch]))
        for batch in in_order(len(images.validation))
    )
    return Outcome(val_accuracies=(right / len(images.validation),))


@torch.no_grad()
def _right(model: nn.Module, images: Tensor, labels: Tensor) -> Tensor:
    return (model(images).argmax(dim=1) == labels).sum()
