import pytest
import torch
from torch import nn

from transfer_demo.backbones import architectures, catalogue
from transfer_demo.training.batchnorm_folding import fold_batchnorm

IMAGES = torch.linspace(-2, 2, 2 * 3 * 72 * 72).sin().reshape(2, 3, 72, 72)


def with_odd_statistics(stages):
    """Without this, BatchNorm of a random network changes nothing and folding it proves nothing."""
    generator = torch.Generator().manual_seed(0)
    for layer in stages.modules():
        if isinstance(layer, nn.BatchNorm2d):
            for values in (layer.running_mean, layer.bias.data):
                values.uniform_(-0.2, 0.2, generator=generator)
            for values in (layer.running_var, layer.weight.data):
                values.uniform_(0.8, 1.25, generator=generator)
    return stages.eval()


@torch.no_grad()
@pytest.mark.parametrize("name", catalogue.CATALOGUE)
def test_the_same_is_computed_for_every_backbone(name):
    stages = with_odd_statistics(architectures.build(catalogue.get(name), pretrained=False))
    expected = stages(IMAGES)
    made = fold_batchnorm(stages)(IMAGES)
    torch.testing.assert_close(made, expected, rtol=1e-3, atol=1e-4 * float(expected.abs().max()))


def test_nothing_is_left_to_normalise_where_a_convolution_comes_before():
    stages = architectures.build(catalogue.get("efficientnet_lite0"), pretrained=False)
    assert not [m for m in fold_batchnorm(stages).modules() if isinstance(m, nn.BatchNorm2d)]


def test_batch_norm_without_a_convolution_before_it_stays():
    stages = with_odd_statistics(nn.Sequential(nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 4, 1)))
    made = fold_batchnorm(stages)
    torch.testing.assert_close(made(IMAGES), stages(IMAGES))
    assert isinstance(made[0], nn.BatchNorm2d)


def test_the_original_stays_as_it_is():
    stages = with_odd_statistics(
        architectures.build(catalogue.get("resnet18"), pretrained=False)
    ).train()
    before = {name: value.clone() for name, value in stages.state_dict().items()}
    fold_batchnorm(stages)
    after = stages.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not any(layer._forward_hooks for layer in stages.modules())


def test_nothing_frozen_is_nothing_to_do():
    assert len(fold_batchnorm(nn.Sequential())) == 0
