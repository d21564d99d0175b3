"""Networks that made history: ResNet, VGG, DenseNet, and ConvNeXt, their modern descendant.

Facts and weights are torchvision's, version IMAGENET1K_V1 (see `from_torchvision` for why).
"""

from typing import Final

from transfer_demo.backbones.entries.from_torchvision import LICENCE, download, preprocessing, stage
from transfer_demo.backbones.spec import Backbone

CLASSICS: Final = (
    Backbone(
        name="resnet18",
        title="ResNet-18",
        source="torchvision",
        architecture="resnet18",
        year=2015,
        paper="He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition",
        paper_url="https://arxiv.org/abs/1512.03385",
        licence=LICENCE,
        imagenet_top1=0.69758,
        input_size_px=224,
        features=512,
        preprocessing=preprocessing(),
        weights=download("resnet18-f37072fd.pth", megabytes=44.661),
        stages=(
            stage("stem", 9_536, 0.11801, "conv1", "bn1", "relu", "maxpool"),
            stage("layer 1", 147_968, 0.46242, "layer1"),
            stage("layer 2", 525_568, 0.41104, "layer2"),
            stage("layer 3", 2_099_712, 0.41104, "layer3"),
            stage("layer 4", 8_393_728, 0.41104, "layer4"),
        ),
    ),
    Backbone(
        name="resnet50",
        title="ResNet-50",
        source="torchvision",
        architecture="resnet50",
        year=2015,
        paper="He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition",
        paper_url="https://arxiv.org/abs/1512.03385",
        licence=LICENCE,
        imagenet_top1=0.76130,
        input_size_px=224,
        features=2048,
        preprocessing=preprocessing(),
        weights=download("resnet50-0676ba61.pth", megabytes=97.781),
        stages=(
            stage("stem", 9_536, 0.11801, "conv1", "bn1", "relu", "maxpool"),
            stage("layer 1", 215_808, 0.66794, "layer1"),
            stage("layer 2", 1_219_584, 1.0276, "layer2"),
            stage("layer 3", 7_098_368, 1.46434, "layer3"),
            stage("layer 4", 14_964_736, 0.80924, "layer4"),
        ),
    ),
    Backbone(
        name="vgg11_bn",
        title="VGG-11 with BatchNorm",
        source="torchvision",
        architecture="vgg11_bn",
        year=2014,
        paper=(
            "Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image "
            "Recognition"
        ),
        paper_url="https://arxiv.org/abs/1409.1556",
        licence=LICENCE,
        imagenet_top1=0.70370,
        input_size_px=224,
        features=512,
        preprocessing=preprocessing(),
        weights=download("vgg11_bn-6002323d.pth", megabytes=506.881),
        stages=(
            stage("block 1", 1_920, 0.0867, "features.0:4"),
            stage("block 2", 74_112, 0.92484, "features.4:8"),
            stage("block 3", 886_272, 2.77453, "features.8:15"),
            stage("block 4", 3_542_016, 2.77453, "features.15:22"),
            stage("block 5", 4_721_664, 0.92484, "features.22:29"),
        ),
        note=(
            "Left out: its three fully connected layers, 124 of its 133 million parameters. "
            "The head reads the pooled output of the last convolution."
        ),
    ),
    Backbone(
        name="densenet121",
        title="DenseNet-121",
        source="torchvision",
        architecture="densenet121",
        year=2016,
        paper="Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks",
        paper_url="https://arxiv.org/abs/1608.06993",
        licence=LICENCE,
        imagenet_top1=0.74434,
        input_size_px=224,
        features=1024,
        preprocessing=preprocessing(),
        weights=download("densenet121-a639ec97.pth", megabytes=30.845),
        stages=(
            stage("stem", 9_536, 0.11801, "features.0:4"),
            stage("dense block 1", 368_320, 1.14321, "features.4:6"),
            stage("dense block 2", 1_051_776, 0.81566, "features.6:8"),
            stage("dense block 3", 3_364_096, 0.65189, "features.8:10"),
            stage("dense block 4", 2_160_128, 0.10437, "features.10:12", "features.relu0"),
        ),
    ),
    Backbone(
        name="convnext_tiny",
        title="ConvNeXt-Tiny",
        source="torchvision",
        architecture="convnext_tiny",
        year=2022,
        paper="Liu, Mao, Wu, Feichtenhofer, Darrell, Xie: A ConvNet for the 2020s",
        paper_url="https://arxiv.org/abs/2201.03545",
        licence=LICENCE,
        imagenet_top1=0.82520,
        input_size_px=224,
        features=768,
        preprocessing=preprocessing(resize_px=236),
        weights=download("convnext_tiny-983f1562.pth", megabytes=109.119),
        stages=(
            stage("stem", 4_896, 0.01445, "features.0"),
            stage("stage 1", 237_888, 0.73789, "features.1"),
            stage("stage 2", 992_256, 0.77356, "features.2:4"),
            stage("stage 3", 11_112_960, 2.17189, "features.4:6"),
            # Its last LayerNorm works on the pooled features, so the stage pools before.
            stage("stage 4", 15_472_128, 0.75697, "features.6:8", "avgpool", "classifier.0"),
        ),
    ),
)
