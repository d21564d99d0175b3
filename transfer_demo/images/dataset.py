"""Pictures, labelled photos, and the two parts of an experiment. Values only; no decoding here."""

from dataclasses import dataclass
from typing import Literal

Part = Literal["train", "validation"]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """An accepted picture: upright RGB, at most 512 px, without metadata, encoded as JPEG.

    `digest` is the SHA-256 of `data` in hex, the name under which the picture is stored.
    """

    data: bytes
    width: int
    height: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture with its label. `file` is the name it came with, for display only.

    `part` is given when the person brought a split of their own, otherwise None.
    """

    picture: Picture
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
    """Everything a person brought: classes in order, accepted photos, and what was refused."""

    classes: tuple[str, ...]
    photos: tuple[Photo, ...]
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Example:
    """One image of an experiment; `label` is an index into the classes."""

    picture: Picture
    label: int
    file: str


@dataclass(frozen=True, kw_only=True)
class LabelledImages:
    """An image set after the split: what a training is given."""

    classes: tuple[str, ...]
    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    rejected: tuple[Rejection, ...] = ()
