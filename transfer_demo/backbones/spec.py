"""What is known of a pretrained CNN without building it. Nothing here imports torch."""

from dataclasses import dataclass
from typing import Literal

Source = Literal["bundled", "torchvision"]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A unit of freezing. `gflops` counts multiply-adds of one image at the backbone's input size."""

    name: str
    parameters: int
    gflops: float


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """How pixels in [0, 1] become the network's input: (x - mean) / std per RGB channel."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class WeightsFile:
    """Where the weights come from.

    `file_name` is the name in the torch cache or in the package; `url` is None for bundled ones.
    """

    file_name: str
    megabytes: float
    url: str | None = None
    package: str | None = None


@dataclass(frozen=True, kw_only=True)
class Backbone:
    """Facts about a pretrained CNN, its 1000-class classifier left off.

    `parameters` counts the backbone without any head, the sum over its stages; `features` is the
    width of its pooled output, which the head reads. `imagenet_top1` is the published accuracy of
    these weights, as a fraction.
    """

    name: str
    title: str
    source: Source
    architecture: str
    year: int
    paper: str
    licence: str
    imagenet_top1: float
    input_size_px: int
    features: int
    preprocessing: Preprocessing
    weights: WeightsFile
    stages: tuple[Stage, ...]

    @property
    def parameters(self) -> int:
        """Parameters of the backbone, without a head."""
        return sum(stage.parameters for stage in self.stages)

    @property
    def gflops(self) -> float:
        """Multiply-adds of one forward pass at the input size, in units of 1e9."""
        return sum(stage.gflops for stage in self.stages)

    def head_parameters(self, classes: int) -> int:
        """Parameters of a new linear head for so many classes: weights and biases."""
        return (self.features + 1) * classes

    def trainable_parameters(self, frozen_stages: int, classes: int) -> int:
        """Parameters that are trained when the first stages are frozen, head included."""
        unfrozen = self.stages[frozen_stages:]
        return sum(stage.parameters for stage in unfrozen) + self.head_parameters(classes)
