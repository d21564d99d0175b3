"""What a network costs: operations and memory, counted while one image goes through it.

Convolutions and linear layers are counted, everything else is negligible beside them. PyTorch's own
counter (`torch.utils.flop_counter`) counts the same for a forward pass, and the tests compare with
it. But for the gradient of a convolution in groups it counts as many times too much as there are
groups, and a mobile network is made of such (seen in PyTorch 2.14).
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from transfer_demo.training.network import Network


@dataclass(frozen=True, kw_only=True)
class Cost:
    """1e9 multiply-adds per image: of the prefix, of the suffix, of a training step of the suffix.

    `head_gflops` is the head's share of the suffix.
    `boundary_bytes` is the memory of one image's activations at each freeze boundary, from 1 on.
    """

    prefix_gflops: float
    suffix_gflops: float
    training_gflops: float
    head_gflops: float
    boundary_bytes: Mapping[int, int]

    @property
    def pooling_gflops(self) -> float:
        """The suffix without the head: from the freeze boundary to the pooled features."""
        return self.suffix_gflops - self.head_gflops

    @property
    def probing_gflops(self) -> float:
        """A training step of the head alone: forward, and the gradient of its weights."""
        return 2 * self.head_gflops


class _Counter:
    """A forward hook that adds up multiply-adds, forward and with the backward pass."""

    def __init__(self) -> None:
        self.forward = 0
        self.training = 0

    def __call__(self, layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        weight = layer.weight
        assert isinstance(weight, Tensor)
        operations = output.numel() * math.prod(weight.shape[1:])
        # Each gradient that is wanted costs as much as the forward pass: that of the weights, and
        # that of the input, which nobody wants where the input comes from frozen stages.
        gradients = int(weight.requires_grad) + int(inputs[0].requires_grad)
        self.forward += operations
        self.training += operations * (1 + gradients)


def measure(network: Network, *, image_size_px: int) -> Cost:
    """Count operations and bytes.

    Args:
        network: the network of either arm.
        image_size_px: side of the square images.
    """
    # In inference mode the image leaves no trace in the BatchNorm statistics.
    network.eval()
    image = torch.zeros(1, 3, image_size_px, image_size_px, device=network.head.weight.device)
    with torch.no_grad():
        boundary_bytes = dict(_boundary_bytes(network, image))
        prefix, activations = _count(network, lambda: network.prefix(image))
    suffix, _ = _count(network, lambda: network.logits(activations))
    return Cost(
        prefix_gflops=prefix.forward / 1e9,
        suffix_gflops=suffix.forward / 1e9,
        training_gflops=suffix.training / 1e9,
        head_gflops=network.head.weight.numel() / 1e9,
        boundary_bytes=boundary_bytes,
    )


def forward_gflops(network: nn.Module, *, image_size_px: int, device: torch.device) -> float:
    """Return 1e9 multiply-adds of one square image on its way through a network on this device."""
    image = torch.zeros(1, 3, image_size_px, image_size_px, device=device)
    with torch.no_grad():
        counter, _ = _count(network, lambda: network(image))
    return counter.forward / 1e9


def _boundary_bytes(network: Network, image: Tensor) -> Iterator[tuple[int, int]]:
    activations = image
    for boundary in range(1, network.stages + 1):
        passed = len(network.up_to_boundary(boundary - 1))
        activations = network.up_to_boundary(boundary)[passed:](activations)
        yield boundary, activations.element_size() * activations.numel()


def _count(network: nn.Module, run: Callable[[], Tensor]) -> tuple[_Counter, Tensor]:
    counter = _Counter()
    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    hooks = [layer.register_forward_hook(counter) for layer in layers]
    output = run()
    for hook in hooks:
        hook.remove()
    return counter, output
