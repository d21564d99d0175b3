"""Single looks into a network that were measured once and come with the app.

`tests/benchmarks/record_figures.py` measures them with the engine of the Lab and writes them to
assets/recordings/pictures.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from transfer_demo.lessons.recordings import recordings_folder
from transfer_demo.paths import assets_folder

SentenceKind = Literal["meaning", "words", "other"]
"""What a sentence shares with another one: its meaning, only its words, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """When and on what it was measured; `machine` are facts such as cores and versions."""

    recorded: date
    machine: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StageMaps:
    """What one stage makes of a photo: the channels that differ most from place to place.

    `name` is the stage's in the catalogue, `number` its place from 1. It has `channels` maps, each
    `side_px` x `side_px` values. `file` is a picture of those in `shown`, row by row, each from its
    lowest value (dark blue) to its highest (yellow).
    """

    name: str
    number: int
    side_px: int
    channels: int
    shown: tuple[int, ...]
    file: Path


@dataclass(frozen=True, kw_only=True)
class FeatureMaps(Look):
    """One photo on its way through a pretrained backbone.

    `backbone` is its title.
    """

    backbone: str
    photo: Path
    image_size_px: int
    stages: tuple[StageMaps, ...]


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """A class and the probability that a head gives it, a fraction."""

    name: str
    probability: float


@dataclass(frozen=True, kw_only=True)
class HeadAfterEpoch:
    """The new head's answer for every class after so many epochs."""

    epoch: int
    answers: tuple[Prediction, ...]


@dataclass(frozen=True, kw_only=True)
class Heads(Look):
    """The answers of two heads for one validation photo, on the same frozen backbone.

    `old` are the likeliest of the `old_classes` that the backbone was pretrained on. `steps` are
    the new head's answers before training and after each epoch; the training is the first of the
    recording everyday-depths, made again to look into it. `class_name` is the photo's class;
    `chosen` says how it was chosen.
    """

    backbone: str
    photo: Path
    class_name: str
    chosen: str
    image_size_px: int
    old_classes: int
    old: tuple[Prediction, ...]
    steps: tuple[HeadAfterEpoch, ...]

    @property
    def before(self) -> float:
        """The probability of each class before training, the same for all."""
        return self.steps[0].answers[0].probability

    @property
    def after(self) -> tuple[Prediction, ...]:
        """The new head's answers after the last epoch."""
        return self.steps[-1].answers

    @property
    def own(self) -> Prediction:
        """The answer after training for the photo's own class."""
        return next(answer for answer in self.after if answer.name == self.class_name)


@dataclass(frozen=True, kw_only=True)
class Similarity:
    """A sentence and the cosine of the angle between its features and the anchor's, -1 to 1."""

    kind: SentenceKind
    sentence: str
    similarity: float


@dataclass(frozen=True, kw_only=True)
class Similarities:
    """How near several sentences are to one, the anchor, for a language model."""

    anchor: str
    candidates: tuple[Similarity, ...]

    def of(self, kind: SentenceKind) -> Similarity:
        """Return the sentence of that kind."""
        return next(candidate for candidate in self.candidates if candidate.kind == kind)

    @property
    def nearest(self) -> Similarity:
        """The sentence that the model finds nearest."""
        return max(self.candidates, key=lambda candidate: candidate.similarity)


@dataclass(frozen=True, kw_only=True)
class Sentences(Look, Similarities):
    """The comparison of the lesson, and further ones, in one of which the model is misled."""

    model: str
    further: tuple[Similarities, ...]


@cache
def feature_maps() -> FeatureMaps:
    """Return the feature maps of one photo after five stages."""
    values = _read("features")
    stages = (
        StageMaps(
            **{**stage, "shown": tuple(stage["shown"]), "file": pictures_folder() / stage["file"]}
        )
        for stage in values["stages"]
    )
    return FeatureMaps(**{**_located(values), "stages": tuple(stages)})


@cache
def heads() -> Heads:
    """Return what the old head and the new one answer for one photo."""
    values = _read("heads")
    steps = (
        HeadAfterEpoch(**{**step, "answers": _answers(step["answers"])}) for step in values["steps"]
    )
    return Heads(**{**_located(values), "old": _answers(values["old"]), "steps": tuple(steps)})


@cache
def sentences() -> Sentences:
    """Return how near some sentences are for a small language model."""
    values = _read("sentences")
    further = (
        Similarities(anchor=one["anchor"], candidates=_candidates(one)) for one in values["further"]
    )
    return Sentences(**{**values, "candidates": _candidates(values), "further": tuple(further)})


def pictures_folder() -> Path:
    """Return the folder of what is recorded for this module."""
    return recordings_folder() / "pictures"


def _read(name: str) -> dict[str, Any]:
    values = json.loads((pictures_folder() / f"{name}.json").read_text(encoding="utf-8"))
    return {**values, "recorded": date.fromisoformat(values["recorded"])}


def _located(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the photo's place on this machine; stored is that in the assets."""
    return {**values, "photo": assets_folder() / values["photo"]}


def _answers(values: list[Mapping[str, Any]]) -> tuple[Prediction, ...]:
    return tuple(Prediction(**answer) for answer in values)


def _candidates(values: Mapping[str, Any]) -> tuple[Similarity, ...]:
    return tuple(Similarity(**candidate) for candidate in values["candidates"])
