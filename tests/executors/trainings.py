"""Trainings that train nothing, for jobs whose fate is what a test is about.

Workers import this module, so it stays light.
"""

import os
import sys
import time
from pathlib import Path

from transfer_demo.errors import ImagesError
from transfer_demo.events import EpochEnd, Progress, Started
from transfer_demo.training.meter import Stopped


def started(job):
    return Started(
        arm=job.arm,
        device="cpu",
        threads=1,
        epochs=job.plan.epochs,
        views=1,
        classes=job.images.classes,
        train_images=len(job.images.train),
        train_counts=job.images.train_counts,
        validation_labels=tuple(example.label for example in job.images.validation),
        trainable_parameters=os.getpid(),  # so that a test can tell the workers apart
        total_parameters=10,
        notes=tuple(name for name in ("torch", "timm") if name in sys.modules),
    )


def epoch_end(job, epoch):
    return EpochEnd(
        arm=job.arm,
        epoch=epoch,
        seconds=float(epoch),
        images_seen=epoch,
        gflops=0.1 + 0.2,  # not 0.3: floats must arrive to the last bit
        train_loss=1.0,
        train_accuracy=0.5,
        val_loss=1.0,
        val_accuracy=0.5,
        val_predictions=(0, 1),
    )


def quick(job, meter):
    yield started(job)
    for epoch in range(1, job.plan.epochs + 1):
        yield epoch_end(job, epoch)


def read_all(job, meter):
    """Has a look at every picture."""
    assert all(example.picture.data for example in (*job.images.train, *job.images.validation))
    yield from quick(job, meter)


def endless(job, meter):
    """Goes on until it is stopped; leaves a note then, in the file that `run` names."""
    yield started(job)
    try:
        while True:
            meter.check_stop()
            time.sleep(0.02)
            yield Progress(arm=job.arm, fraction=0.5, seconds=meter.seconds())
    except Stopped:
        if os.sep in job.run:
            Path(job.run).write_text("stopped", encoding="utf-8")
        raise


def refuses(job, meter):
    yield started(job)
    raise ImagesError("These images are too few. Bring more of them.")


def breaks(job, meter):
    yield started(job)
    raise ZeroDivisionError("a mistake of ours")


def dies_once(job, meter):
    """Ends its worker process after the first epoch, unless the file that `run` names is there."""
    yield started(job)
    yield epoch_end(job, 1)
    mark = Path(job.run)
    if not mark.exists():
        mark.touch()
        time.sleep(0.2)  # for what was said to leave the process
        os._exit(1)
    yield epoch_end(job, 2)


def dies_always(job, meter):
    yield started(job)
    os._exit(1)


def real(job, meter):
    """The training loop. It brings torch, so only where it is asked for."""
    from transfer_demo.training.loop import train

    return (yield from train(job, meter))
