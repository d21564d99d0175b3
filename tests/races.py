"""Races told by hand, and photos to go with them: for tests of what runs a race."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from transfer_demo.events import EpochEnd, Event, Finished, Progress, Started
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.training.job import Job

Script = Callable[[Job], Iterable[Event]]


def playing(script: Script) -> InlineExecutor:
    """An executor that trains nothing: its jobs say what the script says."""
    return InlineExecutor(train=lambda job, _: iter(script(job)))


def started(job: Job, *, notes: tuple[str, ...] = ()) -> Started:
    """The first event of a job."""
    return Started(
        arm=job.arm,
        device="cpu",
        threads=1,
        epochs=job.plan.epochs_of(job.arm),
        views=job.plan.views,
        classes=job.images.classes,
        train_images=len(job.images.train),
        train_counts=job.images.train_counts,
        validation_labels=tuple(example.label for example in job.images.validation),
        trainable_parameters=250,
        total_parameters=1000,
        notes=notes,
    )


def epoch_end(job: Job, epoch: int, *, right: int, train_loss: float = 1.0) -> EpochEnd:
    """An epoch after which the first `right` validation images are recognised, the others not."""
    labels = [example.label for example in job.images.validation]
    classes = len(job.images.classes)
    guesses = [label if i < right else (label + 1) % classes for i, label in enumerate(labels)]
    return EpochEnd(
        arm=job.arm,
        epoch=epoch,
        seconds=2.0 * epoch,
        images_seen=len(job.images.train) * epoch,
        gflops=10.0 * epoch,
        train_loss=train_loss,
        train_accuracy=0.5,
        val_loss=1.0,
        val_accuracy=right / len(labels),
        val_predictions=tuple(guesses),
    )


def good_race(job: Job) -> Iterable[Event]:
    """Two epochs; fine-tuning gets everything right in the first, scratch half in the second."""
    everything = len(job.images.validation)
    first, second = (everything, everything - 1) if job.arm == "fine_tune" else (0, everything // 2)
    yield started(job, notes=("Fewer views were made: [red]memory[/red].",))
    yield epoch_end(job, 1, right=first)
    yield Progress(arm=job.arm, fraction=0.5, seconds=2.0)
    yield epoch_end(job, 2, right=second)
    yield Finished(arm=job.arm, outcome="done", seconds=4.5)


def write_photos(
    folder: Path, *, per_class: int = 6, classes: Iterable[str] = ("blue", "red")
) -> Path:
    """Write small noisy photos, a colour for each class, into one sub-folder per class."""
    rng = np.random.default_rng(0)
    for channel, name in enumerate(classes):
        (folder / name).mkdir(parents=True)
        for i in range(per_class):
            pixels = rng.integers(0, 120, size=(48, 48, 3), dtype=np.uint8)
            pixels[..., channel % 3] += 100
            (folder / name / f"{i}.jpg").write_bytes(_jpeg(pixels))
    return folder


def _jpeg(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
