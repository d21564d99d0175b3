"""The answers of the published head for one photo, and of a new one while it is trained."""

from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from timm.data import ImageNetInfo

from tests.benchmarks.figures.photo import BACKBONE, EVERYDAY, PLAN, SIZE_PX, inputs, taken_in
from transfer_demo.backbones import architectures
from transfer_demo.events import EpochEnd, Started
from transfer_demo.images.dataset import Picture
from transfer_demo.images.samples import SAMPLES
from transfer_demo.plan import FINE_TUNE
from transfer_demo.race import prepare
from transfer_demo.training import arm_setup, loop
from transfer_demo.training.job import Job
from transfer_demo.training.job_events import job_events
from transfer_demo.training.meter import Meter

# The first validation image: nobody looked at any answer to choose it.
FIRST = "birds/chicken_profile.jpg"
CHOSEN = "The first of the validation images, in the order of their names."


def heads() -> dict[str, Any]:
    """Ask the published head about one photo, then train a new one and ask it in each epoch."""
    ready = prepare(SAMPLES["everyday"].load(), PLAN)
    job = Job(run="heads", arm=FINE_TUNE, plan=ready.plan, images=ready.images)
    asked, classes = ready.images.validation[0], ready.images.classes
    assert asked.file == FIRST
    old = published_answers(taken_in(FIRST))
    likeliest = np.argsort(-old, kind="stable")[:3]
    return {
        "backbone": BACKBONE.title,
        "photo": (EVERYDAY / FIRST).as_posix(),
        "class_name": classes[asked.label],
        "chosen": CHOSEN,
        "image_size_px": SIZE_PX,
        "old_classes": len(old),
        "old": answers([published_name(int(k)) for k in likeliest], old[likeliest]),
        "steps": [
            {"epoch": epoch, "answers": answers(classes, probabilities)}
            for epoch, probabilities in trained(job)
        ],
    }


def answers(names: Sequence[str], probabilities: np.ndarray) -> list[dict[str, Any]]:
    """Return classes with their probabilities as plain values."""
    return [
        {"name": name, "probability": float(probability)}
        for name, probability in zip(names, probabilities, strict=True)
    ]


def published_answers(picture: Picture) -> np.ndarray:
    """Return the probabilities of the 1000 classes that the backbone was pretrained on."""
    network = architectures.classifier(BACKBONE, pretrained=True).eval()
    with torch.inference_mode():
        return network(inputs(picture))[0].softmax(dim=0).numpy()


def published_name(index: int) -> str:
    """Return what ImageNet calls a class, the first of its synonyms."""
    description: str = ImageNetInfo().index_to_description(index)
    return description.split(",")[0]


def trained(job: Job) -> Iterator[tuple[int, np.ndarray]]:
    """Train as the Lab does, and yield after each epoch the answers for the first validation image.

    The network is looked at in between, while the loop waits; its events do not hold it. What this
    training costs is in the recording everyday-depths, which is of the same plan.
    """
    made: list[arm_setup.ArmSetup] = []

    def kept(job: Job, meter: Meter) -> arm_setup.ArmSetup:
        made.append(arm_setup.prepare(job, meter))
        return made[0]

    with patch.object(loop, "prepare", kept):
        for event in job_events(job, lambda: False):
            if isinstance(event, EpochEnd):
                yield event.epoch, _first_answers(made[0])
            elif isinstance(event, Started):
                yield 0, _first_answers(made[0])


def _first_answers(ready: arm_setup.ArmSetup) -> np.ndarray:
    ready.network.eval()
    with torch.no_grad():
        logits = ready.network.logits(ready.validation.batch(0, np.arange(1)))
    return logits[0].softmax(dim=0).cpu().numpy()
