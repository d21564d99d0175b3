"""What the entries share whose weights come from torchvision.

All are the version IMAGENET1K_V1, the recipe nearest to the paper. Where there is a V2, it scores
higher on ImageNet but was trained with label smoothing, which makes frozen features worse for
other classes (Kornblith and others, 2021, https://arxiv.org/abs/2010.16402).
"""

from typing import Final

from transfer_demo.backbones.spec import Interpolation, Preprocessing, Stage, WeightsFile

LICENCE: Final = "BSD-3-Clause"


def download(file_name: str, *, megabytes: float) -> WeightsFile:
    """Return where torchvision publishes a file of weights."""
    return WeightsFile(
        file_name=file_name,
        megabytes=megabytes,
        url=f"https://download.pytorch.org/models/{file_name}",
    )


def preprocessing(
    *, resize_px: int = 256, interpolation: Interpolation = "bilinear"
) -> Preprocessing:
    """Return torchvision's preprocessing, with mean and std of the ImageNet photos."""
    return Preprocessing(
        mean=(0.485, 0.456, 0.406),
        std=(0.229, 0.224, 0.225),
        resize_px=resize_px,
        interpolation=interpolation,
    )


def stage(name: str, parameters: int, gflops: float, *modules: str) -> Stage:
    """Return a stage, written as a row of a table."""
    return Stage(name=name, parameters=parameters, gflops=gflops, modules=modules)
