import pytest
import torch

from transfer_demo.training.memory_layout import channels_first, channels_last, memory_format


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (2, 3)])
def test_what_is_cached_comes_back_as_it_was(shape: tuple[int, ...]) -> None:
    activations = torch.randn(shape)
    cached = channels_last(activations)
    assert cached.is_contiguous()
    assert torch.equal(channels_first(cached), activations)


def test_on_the_cpu_nothing_is_copied_on_the_way_back() -> None:
    cached = channels_last(torch.randn(2, 3, 4, 5))
    assert channels_first(cached).data_ptr() == cached.data_ptr()


@pytest.mark.parametrize(
    ("device", "layout"),
    [("cpu", torch.channels_last), ("mps", torch.channels_last), ("cuda", torch.contiguous_format)],
)
def test_the_layout_is_the_one_that_the_device_likes(
    device: str, layout: torch.memory_format
) -> None:
    assert memory_format(torch.device(device)) is layout
