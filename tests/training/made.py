"""Small jobs that really train: noise in one colour per class, at 32 pixels."""

import hashlib
import io
from typing import Any

import numpy as np
from PIL import Image

from transfer_demo.images.dataset import Example, LabelledImages, Picture
from transfer_demo.plan import ResolvedPlan
from transfer_demo.training.job import Job


def picture(*, seed: int, channel: int = 0, size: tuple[int, int] = (48, 40)) -> Picture:
    """A noisy picture in which one colour channel is brighter; `size` is (width, height)."""
    width, height = size
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 120, (height, width, 3), dtype=np.uint8)
    pixels[..., channel] += 100
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=95)
    data = buffer.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    return Picture(data=data, width=width, height=height, digest=digest)


def examples(count: int, *, seed: int = 0, classes: int = 2) -> tuple[Example, ...]:
    """Examples of so many classes in turn."""
    return tuple(
        Example(picture=picture(seed=seed + i, channel=i % classes), label=i % classes, file=f"{i}")
        for i in range(count)
    )


def labelled(*, train: int = 10, validation: int = 6) -> LabelledImages:
    """Two classes, red and green."""
    return LabelledImages(
        classes=("red", "green"),
        train=examples(train),
        validation=examples(validation, seed=1000),
    )


def job(
    arm: str = "fine_tune",
    *,
    images: LabelledImages | None = None,
    keeps_model: bool = False,
    **choices: Any,
) -> Job:
    """A job of two epochs with all but the last two stages frozen, unless `choices` differ."""
    values = {"frozen_stages": 7, "epochs": 2, "image_size_px": 32, "batch_size": 4} | choices
    return Job(
        run="run",
        arm=arm,
        plan=ResolvedPlan(**values),
        images=images or labelled(),
        threads=1,
        keeps_model=keeps_model,
    )
