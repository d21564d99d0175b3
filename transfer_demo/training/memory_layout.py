"""Channels last or first: in which order images, weights and activations lie in memory."""

import torch
from torch import Tensor


def memory_format(device: torch.device) -> torch.memory_format:
    """Return how images and weights lie in memory: channels last, but for CUDA.

    Channels last is faster, also on a graphics card once its kernels are there. But cuDNN builds
    those for it when they are first used, and a first race that lasts three times as long is worse
    for a class than each later one lasting a sixth longer (tests/benchmarks/README.md).
    """
    return torch.contiguous_format if device.type == "cuda" else torch.channels_last


def channels_last(activations: Tensor) -> Tensor:
    """Return (N, C, h, w) as a contiguous (N, h, w, C), the layout in which they are kept.

    Pooled activations (N, C) stay as they are.
    """
    return activations.permute(0, 2, 3, 1).contiguous() if activations.dim() == 4 else activations


def channels_first(activations: Tensor) -> Tensor:
    """Undo `channels_last`, laid out as convolutions like it: on the CPU nothing is copied."""
    if activations.dim() != 4:
        return activations
    layout = memory_format(activations.device)
    return activations.permute(0, 3, 1, 2).contiguous(memory_format=layout)
