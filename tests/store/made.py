"""Images, events and patience for the tests of the store."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace

from transfer_demo.events import EpochEnd, Finished, Outcome, Progress, Started
from transfer_demo.images.dataset import (
    Example,
    ImageSet,
    LabelledImages,
    Part,
    Photo,
    Picture,
    PictureFile,
    Rejection,
)


def picture(text: str) -> Picture:
    """A picture in all but its bytes, which the store does not look into."""
    data = text.encode()
    return Picture(data=data, width=8, height=6, digest=hashlib.sha256(data).hexdigest())


def images(
    name: str = "photo", *, train: int = 6, validation: int = 4, alike: int = 0
) -> LabelledImages:
    """Images of two classes; those of another name have no picture in common.

    Of the validation images so many look alike.
    """

    def examples(part: str, count: int) -> tuple[Example, ...]:
        return tuple(
            Example(
                picture=picture(f"{name} {part} {i}"),
                label=i % 2,
                file=f"{name}{i}.jpg",
                group="alike" if part == "validation" and i < alike else "",
            )
            for i in range(count)
        )

    return LabelledImages(
        classes=("birds", "fruit"),
        train=examples("train", train),
        validation=examples("validation", validation),
        rejected=(Rejection(file="notes.txt", reason="This is no picture."),),
    )


def photo(text: str, class_name: str = "", *, part: Part | None = None) -> Photo:
    """A photo of a class, or of none."""
    return Photo(picture=picture(text), class_name=class_name, file=f"{text}.jpg", part=part)


def bring(*photos, classes=None, **more):
    """An image set of photos, with their classes in the order of the photos."""
    names = dict.fromkeys(one.class_name for one in photos)
    return ImageSet(classes=tuple(names) if classes is None else classes, photos=photos, **more)


def with_bytes(held):
    """Images as they were brought, of an album or a run: with the bytes of their pictures."""

    def read(photos):
        for one in photos:
            kept = one.picture
            assert isinstance(kept, PictureFile)
            loaded = Picture(
                data=kept.data,
                width=kept.width,
                height=kept.height,
                digest=kept.digest,
                look=kept.look,
            )
            yield replace(one, picture=loaded)

    parts = ("train", "validation") if isinstance(held, LabelledImages) else ("photos", "others")
    return replace(held, **{part: tuple(read(getattr(held, part))) for part in parts})


def started(arm: str = "scratch") -> Started:
    return Started(
        arm=arm,
        device="cpu",
        threads=1,
        epochs=3,
        views=2,
        classes=("birds", "fruit"),
        train_images=6,
        train_counts=(3, 3),
        validation_labels=(0, 1, 0, 1),
        trainable_parameters=10,
        total_parameters=20,
        notes=("Fewer views were made.",),
    )


def epoch_end(arm: str = "scratch", epoch: int = 1, *, val_loss: float = 0.5) -> EpochEnd:
    return EpochEnd(
        arm=arm,
        epoch=epoch,
        seconds=float(epoch),
        images_seen=6 * epoch,
        gflops=1.5 * epoch,
        train_loss=0.25,
        train_accuracy=0.75,
        val_loss=val_loss,
        val_accuracy=0.5,
        val_predictions=(0, 1, 1, 0),
    )


def progress(arm: str = "scratch", fraction: float = 0.5) -> Progress:
    return Progress(arm=arm, fraction=fraction, seconds=10 * fraction)


def finished(arm: str = "scratch", outcome: Outcome = "done") -> Finished:
    return Finished(arm=arm, outcome=outcome, seconds=9.0)


def until(condition: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait for other threads; fail if what they should do does not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.002)


def submitted(executor, count):
    """Wait for so many jobs and return them."""
    until(lambda: len(executor.tickets) >= count)
    return [ticket.job for ticket in executor.tickets]


def play_to_the_end(executor):
    while executor.step():
        pass


def play_to_the_end_of(executor, count):
    """Play until the first jobs are over, and no further."""
    submitted(executor, count)
    while not all(ticket.finished for ticket in executor.tickets[:count]):
        executor.step()
