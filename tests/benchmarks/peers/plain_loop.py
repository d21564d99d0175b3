"""The loop that everybody writes: the whole network sees each batch, the best epoch is kept."""

import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from tests.benchmarks.peers.folders import plain_loader, train_loader
from tests.benchmarks.trial import Trial


def fit(
    model: nn.Module,
    trial: Trial,
    *,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> tuple[float, ...]:
    """Train the model, step the schedule by the epoch, and return each validation accuracy."""
    device = next(model.parameters()).device
    train, validation = train_loader(trial), plain_loader(trial, "val")
    accuracies: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        best = Path(folder) / "best.pt"
        for _ in range(trial.plan.epochs):
            model.train()
            for images, labels in train:
                optimiser.zero_grad()
                logits = model(images.to(device))
                loss = nn.functional.cross_entropy(logits, labels.to(device))
                loss.backward()
                optimiser.step()
            schedule.step()

            model.eval()
            right = sum(
                int((_predictions(model, images.to(device)) == labels.to(device)).sum())
                for images, labels in validation
            )
            accuracies.append(right / len(trial.parts.validation))
            if accuracies[-1] == max(accuracies):
                torch.save(model.state_dict(), best)
        model.load_state_dict(torch.load(best, weights_only=True))
    return tuple(accuracies)


@torch.no_grad()
def _predictions(model: nn.Module, images: Tensor) -> Tensor:
    predictions: Tensor = model(images).argmax(dim=1)
    return predictions
