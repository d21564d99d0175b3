"""Pictures from folders, decoded anew in each epoch, as the tutorials do it.

They are resized as the published weights expect it. Loader processes stay alive between epochs:
starting them anew costs more than they save.
"""

import torch
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

from tests.benchmarks.trial import Trial


def train_loader(trial: Trial) -> "DataLoader[tuple[torch.Tensor, torch.Tensor]]":
    """Return shuffled batches of randomly cropped and mirrored training pictures."""
    augment = transforms.Compose(
        [
            transforms.RandomResizedCrop(trial.plan.image_size_px, interpolation=_filter(trial)),
            transforms.RandomHorizontalFlip(),
            *_to_input(trial),
        ]
    )
    return DataLoader(
        ImageFolder(str(trial.folder / "train"), augment),
        batch_size=trial.plan.batch_size,
        shuffle=True,
        num_workers=trial.loader_workers,
        persistent_workers=trial.loader_workers > 0,
    )


def plain_loader(trial: Trial, part: str) -> "DataLoader[tuple[torch.Tensor, torch.Tensor]]":
    """Return batches of a part ("train" or "val") in order: the centre of each picture."""
    framing = trial.backbone.framing(trial.plan.image_size_px)
    centre = transforms.Compose(
        [
            transforms.Resize(framing.resized_px, _filter(trial)),
            transforms.CenterCrop(framing.size_px),
            *_to_input(trial),
        ]
    )
    return DataLoader(
        ImageFolder(str(trial.folder / part), centre),
        batch_size=trial.plan.batch_size,
        num_workers=trial.loader_workers,
        persistent_workers=trial.loader_workers > 0,
    )


def _filter(trial: Trial) -> transforms.InterpolationMode:
    return transforms.InterpolationMode(trial.backbone.preprocessing.interpolation)


def _to_input(trial: Trial) -> list[object]:
    weights = trial.backbone.preprocessing
    return [transforms.ToTensor(), transforms.Normalize(weights.mean, weights.std)]
