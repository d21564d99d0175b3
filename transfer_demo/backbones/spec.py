"""What is known of a pretrained CNN without building it. Nothing here imports torch."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

Source = Literal["bundled", "torchvision"]
Interpolation = Literal["bilinear", "bicubic"]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A unit of freezing.

    `gflops` counts multiply-adds of one image at the backbone's input size, in units of 1e9.
    `modules` says where the stage is found in the source's model: paths of modules in the order
    in which they run; `features.0:7` means the children 0 to 6 of `features`.
    """

    name: str
    parameters: int
    gflops: float
    modules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """How a picture becomes the network's input.

    Pixels in [0, 1] become (x - mean) / std per RGB channel. The published accuracy was measured
    on the central square of the picture, of the input size, its shorter side resized to
    `resize_px` before.
    """

    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    resize_px: int
    interpolation: Interpolation


@dataclass(frozen=True, kw_only=True)
class Framing:
    """What is shown of a picture, in pixels: of its shorter side `resized_px`, the centre.

    That is the central square of `size_px`, once the picture is resized.
    """

    size_px: int
    resized_px: int
    interpolation: Interpolation


@dataclass(frozen=True, kw_only=True)
class Package:
    """An installed package that carries weights: its import name, and the folder in it.

    `requirement` is what pip is asked for.
    """

    name: str
    folder: str
    requirement: str


@dataclass(frozen=True, kw_only=True)
class WeightsFile:
    """Where the weights come from.

    `megabytes` counts 2**20 bytes. Those that come with the program have a `package`, those that
    can be downloaded a `url`; with both, the package is used where it is installed.
    """

    file_name: str
    megabytes: float
    url: str | None = None
    package: Package | None = None

    @property
    def sha256_start(self) -> str:
        """First digits of the file's SHA-256, which stand in its name: resnet18-f37072fd.pth."""
        return PurePath(self.file_name).stem.rpartition("-")[2]


@dataclass(frozen=True, kw_only=True)
class Backbone:
    """Facts about a pretrained CNN, its 1000-class classifier left off.

    `parameters` counts the backbone without any head, the sum over its stages; `features` is the
    width of its pooled output, which the head reads. `imagenet_top1` is the published accuracy of
    these weights, as a fraction. `licence` is that of the published weights; the terms of
    ImageNet's photos are another matter. `note` is for the learner, where the facts need a word.
    """

    name: str
    title: str
    source: Source
    architecture: str
    year: int
    paper: str
    paper_url: str
    licence: str
    imagenet_top1: float
    input_size_px: int
    features: int
    preprocessing: Preprocessing
    weights: WeightsFile
    stages: tuple[Stage, ...]
    note: str = ""

    @property
    def parameters(self) -> int:
        """Parameters of the backbone, without a head."""
        return sum(stage.parameters for stage in self.stages)

    @property
    def gflops(self) -> float:
        """Multiply-adds of one forward pass at the input size, in units of 1e9."""
        return sum(stage.gflops for stage in self.stages)

    def framing(self, size_px: int) -> Framing:
        """Return how a picture is shown at this size: the same share of it as was published.

        Rounded down, as timm does it.
        """
        return Framing(
            size_px=size_px,
            resized_px=size_px * self.preprocessing.resize_px // self.input_size_px,
            interpolation=self.preprocessing.interpolation,
        )

    def head_parameters(self, classes: int) -> int:
        """Parameters of a new linear head for so many classes: weights and biases."""
        return (self.features + 1) * classes

    def trainable_parameters(self, frozen_stages: int, classes: int) -> int:
        """Parameters that are trained when the first stages are frozen, head included."""
        unfrozen = self.stages[frozen_stages:]
        return sum(stage.parameters for stage in unfrozen) + self.head_parameters(classes)
