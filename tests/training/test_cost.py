import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from transfer_demo.backbones import catalogue
from transfer_demo.training.cost import measure
from transfer_demo.training.network import Network, fine_tuned, from_scratch

BACKBONE = catalogue.get("efficientnet_lite0")


@pytest.mark.parametrize("frozen", [0, 5, 9])
def test_the_forward_pass_costs_what_torch_counts(frozen):
    network = fine_tuned(BACKBONE, classes=3, frozen_stages=frozen, batch_norm="inference")
    cost = measure(network, image_size_px=64)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network.eval()(torch.zeros(1, 3, 64, 64))
    counted = counter.get_total_flops() / 2 / 1e9
    assert cost.prefix_gflops + cost.suffix_gflops == pytest.approx(counted, rel=1e-3)


def test_a_training_step_costs_the_forward_pass_and_each_gradient_that_is_wanted():
    # 3x3 convolution 3 -> 4 on 8x8 places, then 1x1 convolution 4 -> 5, then the head 5 -> 2.
    stages = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.Conv2d(4, 5, 1))
    first, second, head = 64 * 27 * 4, 64 * 4 * 5, 5 * 2

    def training(frozen):
        network = Network(
            stages.requires_grad_(), nn.Linear(5, 2), frozen_stages=frozen, batch_norm="inference"
        )
        return measure(network, image_size_px=8).training_gflops * 1e9

    # Nobody needs the gradient of what comes first: the image, or the frozen stages' output.
    assert training(0) == pytest.approx(2 * first + 3 * second + 3 * head)
    assert training(1) == pytest.approx(2 * second + 3 * head)
    assert training(2) == pytest.approx(2 * head)


@pytest.mark.parametrize("boundary", [1, 7, 9])
def test_both_arms_learn_how_much_memory_the_activations_at_a_boundary_take(boundary):
    frozen = fine_tuned(BACKBONE, classes=3, frozen_stages=boundary, batch_norm="inference")
    scratch = from_scratch(BACKBONE, classes=3)
    activations = frozen.prefix(torch.zeros(1, 3, 64, 64))
    for network in (frozen, scratch):
        cost = measure(network, image_size_px=64)
        assert cost.boundary_bytes[boundary] == 4 * activations.numel()
        assert list(cost.boundary_bytes) == list(range(1, 10))


def test_counting_leaves_no_trace_in_the_network():
    network = from_scratch(BACKBONE, classes=3)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    measure(network, image_size_px=32)
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
    assert not any(module._forward_hooks for module in network.modules())
