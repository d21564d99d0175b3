"""What every contestant is given, and what it hands back: the ground on which the race is fair."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.spec import Backbone
from transfer_demo.images.dataset import Example, ImageSet, LabelledImages
from transfer_demo.images.split import split_as_planned
from transfer_demo.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The same pictures, network, size, batches and number of epochs for all.

    `images` is what our own program is given. `folder` holds the pictures of `parts`, byte for
    byte, as files for the others: train/ and val/, each with one folder per class, named by its
    number so that every library sorts the classes alike.
    """

    data_set: str
    images: ImageSet
    parts: LabelledImages
    folder: Path
    plan: Plan
    loader_workers: int
    tutorial_rate: float

    @property
    def backbone(self) -> Backbone:
        """The pretrained CNN."""
        return catalogue.get(self.plan.backbone)

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return len(self.parts.classes)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Validation accuracy after each epoch; one value where there are no epochs.

    `own_seconds` is what the contestant measured itself, where it does, and `parts` is where its
    seconds went.
    """

    val_accuracies: tuple[float, ...]
    own_seconds: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)


Work = Callable[[], Outcome]
"""The part of a contestant's work that is timed."""


def lay_out(
    images: ImageSet,
    plan: Plan,
    *,
    data_set: str,
    folder: Path,
    loader_workers: int = 0,
    tutorial_rate: float = 1e-3,
) -> Trial:
    """Split the images as our program does, and write both parts as files into a new folder."""
    parts = split_as_planned(images, plan)
    _write(parts.train, folder / "train")
    _write(parts.validation, folder / "val")
    return Trial(
        data_set=data_set,
        images=images,
        parts=parts,
        folder=folder,
        plan=plan,
        loader_workers=loader_workers,
        tutorial_rate=tutorial_rate,
    )


def _write(examples: Iterable[Example], folder: Path) -> None:
    for number, example in enumerate(examples):
        file = folder / f"{example.label:03}" / f"{number:05}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(example.picture.data)
