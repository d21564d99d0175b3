"""Preload for Dask workers: do once what is slow the first time, before the first job comes.

dask worker tls://... --preload transfer_demo.executors.warm_up
"""

import logging
import os
from typing import Final

from PIL import Image

from transfer_demo.backbones import catalogue
from transfer_demo.images.dataset import Example, LabelledImages
from transfer_demo.images.decode import to_picture
from transfer_demo.plan import ARMS, Plan
from transfer_demo.training.job import Job

# Set to 0, workers start sooner, at the price of a slower first job.
REHEARSAL: Final = "TRANSFER_DEMO_REHEARSAL"

logger = logging.getLogger(__name__)


def dask_setup(worker: object) -> None:
    """Load torch and train the default network for a moment, so that the first job is fast.

    The first time, a convolution of some size takes as long as many later ones: its machine code
    is made then.

    A worker where that fails starts nevertheless: its jobs then fail with the reason on the screen
    of the person who waits for them, which beats a worker that never comes.
    """
    try:
        import torch

        from transfer_demo.training.loop import train

        # One thread per worker, until a job asks for more: two arms share a small machine.
        torch.set_num_threads(1)
        for arm in ARMS if os.environ.get(REHEARSAL) != "0" else ():
            for _ in train(rehearsal(arm), lambda: False):
                pass
    except Exception:
        logger.exception("What a training needs cannot be loaded")


def rehearsal(arm: str) -> Job:
    """Return a job of one batch with the default plan's sizes, on grey pictures."""
    stages = len(catalogue.get(Plan().backbone).stages)
    plan = Plan(epochs=1).resolve(stages)
    half = tuple(_grey(label) for label in (0, 1) for _ in range(plan.batch_size // 2))
    images = LabelledImages(classes=("dark", "light"), train=half, validation=half)
    return Job(run="rehearsal", arm=arm, plan=plan, images=images, threads=1)


def _grey(label: int) -> Example:
    picture = to_picture(Image.new("RGB", (160, 120), (100 + 50 * label,) * 3))
    return Example(picture=picture, label=label, file="")
