"""Pictures, labelled photos, and the two parts of an experiment. Values only; no decoding here."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from transfer_demo.errors import PictureMissing

Part = Literal["train", "validation"]

# Of its digest: enough to tell the images of a set apart.
_NAME_DIGITS: Final = 12


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An accepted picture: upright RGB, at most 512 px, without metadata, encoded as JPEG.

    A picture whose pixels a lesson has moved is a PNG: a JPEG would smooth them.

    `digest` is the SHA-256 of `data` in hex, the name under which the picture is stored. `look` is
    a perceptual hash in hex, nearly the same for pictures that look the same; empty where it is
    not needed.
    """

    data: bytes
    width: int
    height: int
    digest: str
    look: str = ""


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """A picture that lies in the store: `data` is read when it is asked for, and not kept."""

    path: Path
    width: int
    height: int
    digest: str
    look: str = ""

    @property
    def data(self) -> bytes:
        """The bytes of the picture.

        Raises:
            PictureMissing: the file is gone or cannot be read.
        """
        try:
            return self.path.read_bytes()
        except OSError as exc:
            raise PictureMissing(
                f"An image cannot be read from {self.path.parent} ({exc.strerror}). "
                "Bring the images again."
            ) from exc


AnyPicture = Picture | PictureFile


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture with its label. `file` is the name it came with, for display only.

    `part` is given when the person brought a split of their own, otherwise None.
    """

    picture: AnyPicture
    class_name: str
    file: str
    part: Part | None = None


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """A file that was not used, and one plain reason."""

    file: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ImageSet:
    """Everything a person brought: classes in order, accepted photos, and what was refused.

    `others` show none of the classes; nothing is trained or judged on them. `notes` say in
    sentences what nobody told of the images and had to be assumed, and what is missing.
    """

    classes: tuple[str, ...]
    photos: tuple[Photo, ...]
    rejected: tuple[Rejection, ...] = ()
    others: tuple[Photo, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Example:
    """One image of an experiment; `label` is an index into the classes.

    `group` names a validation image and all those that look like it; empty where none does. They
    are one piece of evidence: whoever knows one of them knows the others.
    """

    picture: AnyPicture
    label: int
    file: str
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class LabelledImages:
    """An image set after the split: what a training is given.

    `notes` say in sentences what had to be assumed for that.
    """

    classes: tuple[str, ...]
    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def train_counts(self) -> tuple[int, ...]:
        """How many training images each class has, in the order of the classes."""
        counts = Counter(example.label for example in self.train)
        return tuple(counts[label] for label in range(len(self.classes)))

    @property
    def validation_ids(self) -> tuple[str, ...]:
        """A name for each validation image, the same in every split; copies are told apart."""
        seen: Counter[str] = Counter()
        names = []
        for example in self.validation:
            name = short_name(example.picture.digest)
            seen[name] += 1
            names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
        return tuple(names)

    @property
    def validation_groups(self) -> tuple[str, ...]:
        """A name for each validation image that those share which look alike; none if none do."""
        if not any(example.group for example in self.validation):
            return ()
        own = zip(self.validation, self.validation_ids, strict=True)
        return tuple(example.group or name for example, name in own)


def short_name(digest: str) -> str:
    """Return a name for the picture with this digest, by which it is known in every split."""
    return digest[:_NAME_DIGITS]
