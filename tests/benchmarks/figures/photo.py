"""A sample photo as a training of the recordings sees it."""

from pathlib import Path

import numpy as np
import torch

from transfer_demo.backbones import catalogue
from transfer_demo.images.dataset import Example, Picture
from transfer_demo.images.decode import read_picture
from transfer_demo.paths import assets_folder
from transfer_demo.plan import ALL, FINE_TUNE, Plan
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.normalisation import Normaliser

BACKBONE = catalogue.get("efficientnet_lite0")
EVERYDAY = Path("samples", "everyday")  # in the assets
PLAN = Plan(arms=(FINE_TUNE,), frozen_stages=ALL)  # as the first run of everyday-depths
SIZE_PX = PLAN.image_size_px


def taken_in(photo: str) -> Picture:
    """Return a sample photo as a training gets it."""
    return read_picture((assets_folder() / EVERYDAY / photo).read_bytes())


def inputs(picture: Picture) -> torch.Tensor:
    """Return (1, 3, size, size) float32, as a training sees a validation image."""
    example = Example(picture=picture, label=0, file="")
    views = Views([example], framing=BACKBONE.framing(SIZE_PX), augmentation="none", seed=PLAN.seed)
    return Normaliser(BACKBONE.preprocessing, torch.device("cpu"))(views.batch(0, np.arange(1)))
