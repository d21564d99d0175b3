"""Pictures from folders, decoded anew in each epoch, as the tutorials do it."""

import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

from tests.benchmarks.trial import Trial


def train_loader(trial: Trial) -> "DataLoader[tuple[torch.Tensor, torch.Tensor]]":
    """Return shuffled batches of randomly cropped and mirrored training pictures."""
    augment = transforms.Compose(
        [
            transforms.RandomResizedCrop(trial.plan.image_size_px),
            transforms.RandomHorizontalFlip(),
            *_to_input(trial),
        ]
    )
    return DataLoader(
        ImageFolder(str(trial.folder / "train"), augment),
        batch_size=trial.plan.batch_size,
        shuffle=True,
        num_workers=trial.loader_workers,
    )


def plain_loader(trial: Trial, part: str) -> "DataLoader[tuple[torch.Tensor, torch.Tensor]]":
    """Return batches of a part ("train" or "val") in order: the centre of each picture."""
    size = trial.plan.image_size_px
    # The usual 256 to 224.
    centre = transforms.Compose(
        [
            transforms.Resize(round(size * 256 / 224)),
            transforms.CenterCrop(size),
            *_to_input(trial),
        ]
    )
    return DataLoader(
        ImageFolder(str(trial.folder / part), centre),
        batch_size=trial.plan.batch_size,
        num_workers=trial.loader_workers,
    )


def _to_input(trial: Trial) -> list[object]:
    weights = trial.backbone.preprocessing
    return [transforms.ToTensor(), transforms.Normalize(weights.mean, weights.std)]
