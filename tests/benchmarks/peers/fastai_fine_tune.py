"""fastai's `fine_tune`: one epoch with a frozen body, then everything with graded rates.

Its loader takes `persistent_workers`, but starts processes in each epoch all the same (2.8.12).
"""

import warnings
from pathlib import Path

import torch

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it sets an option that pandas no longer has
    from fastai.vision.all import (  # type: ignore[import-untyped]
        Callback,
        ImageDataLoaders,
        Resize,
        accuracy,
        aug_transforms,
        vision_learner,
    )

from tests.benchmarks.trial import Outcome, Trial, Work
from transfer_demo.backbones import architectures

FREEZE_EPOCHS = 1


class _Accuracies(Callback):  # type: ignore[misc]
    """Collects what fastai's recorder says after each epoch; its `fine_tune` trains twice."""

    order = 60  # after the recorder

    def __init__(self) -> None:
        self.seen: list[float] = []

    def after_epoch(self) -> None:
        self.seen.append(float(self.learn.recorder.values[-1][-1]))


def ready(trial: Trial) -> Work:
    """Write the bundled weights under the names that timm expects, which is not timed."""
    file = trial.folder / "pretrained.pth"
    torch.save(architectures.classifier(trial.backbone, pretrained=True).state_dict(), file)

    def run() -> Outcome:
        return _fine_tune(trial, file)

    return run


def _fine_tune(trial: Trial, weights: Path) -> Outcome:
    images = ImageDataLoaders.from_folder(
        trial.folder,
        train="train",
        valid="val",
        item_tfms=Resize(trial.plan.image_size_px),
        batch_tfms=aug_transforms(),
        bs=trial.plan.batch_size,
        num_workers=trial.loader_workers,
        persistent_workers=trial.loader_workers > 0,
        seed=trial.plan.seed,
    )
    accuracies = _Accuracies()
    learner = vision_learner(
        images,
        trial.backbone.architecture,
        metrics=accuracy,
        cbs=accuracies,
        pretrained_cfg_overlay={"file": str(weights)},
    )
    with learner.no_bar(), learner.no_logging():
        learner.fine_tune(trial.plan.epochs - FREEZE_EPOCHS, freeze_epochs=FREEZE_EPOCHS)
    return Outcome(val_accuracies=tuple(accuracies.seen))
