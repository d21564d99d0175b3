import numpy as np
import pytest
import torch

from tests.training.made import examples
from transfer_demo.backbones import catalogue
from transfer_demo.training import boundary_activations
from transfer_demo.training.activation_cache import BoundaryCache
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.batchnorm_folding import fold_batchnorm
from transfer_demo.training.boundary_activations import BoundaryActivations
from transfer_demo.training.network import fine_tuned
from transfer_demo.training.normalisation import Normaliser

BACKBONE = catalogue.get("efficientnet_lite0")
CPU = torch.device("cpu")


def activations(frozen, *, keep):
    network = fine_tuned(BACKBONE, classes=2, frozen_stages=frozen, batch_norm="inference").eval()
    views = Views(examples(6), framing=BACKBONE.framing(32), augmentation="crop_flip", seed=0)
    normalise = Normaliser(BACKBONE.preprocessing, CPU)
    # The cache is used with folded stages, so together they are compared with the plain ones.
    stages = fold_batchnorm(network.prefix) if keep else network.prefix
    caches = {len(stages): BoundaryCache()} if keep else {}
    return BoundaryActivations(stages, views, normalise=normalise, caches=caches)


@pytest.mark.parametrize("frozen", [1, 5, 7, 9])
def test_kept_activations_are_those_of_the_uncached_path(frozen):
    kept, fresh = activations(frozen, keep=True), activations(frozen, keep=False)
    for view, indices in [(0, [0, 1, 2]), (0, [2, 4, 0, 5, 3]), (1, [5, 0]), (0, [1, 5])]:
        asked = np.array(indices)
        torch.testing.assert_close(
            kept.batch(view, asked), fresh.batch(view, asked), rtol=1e-3, atol=1e-4
        )


def test_each_view_of_each_image_goes_through_the_frozen_stages_once():
    kept = activations(7, keep=True)
    for _ in range(3):
        for view in (0, 1):
            kept.batch(view, np.array([0, 1, 2]))
            kept.batch(view, np.array([2, 3]))
    assert kept.computed == 2 * 4


def test_without_a_cache_every_request_is_computed():
    fresh = activations(7, keep=False)
    for _ in range(3):
        fresh.batch(0, np.array([0, 1]))
    assert fresh.computed == 6


def test_kept_activations_are_laid_out_as_convolutions_like_it():
    batch = activations(5, keep=True).batch(0, np.array([3, 1]))
    assert batch.is_contiguous(memory_format=torch.channels_last)


def test_activations_can_be_trained_on():
    batch = activations(7, keep=True).batch(0, np.array([0, 1]))
    assert not batch.requires_grad
    assert not batch.is_inference()


@pytest.mark.accelerator
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA")
def test_what_kept_activations_have_cost_includes_the_work_of_an_accelerator():
    device = torch.device("cuda")
    cycles = 100_000_000  # a twentieth of a second and more, on any card up to 2 GHz

    class Slow(torch.nn.Module):
        def forward(self, images):
            torch.cuda._sleep(cycles)
            return images

    begun, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begun.record()
    torch.cuda._sleep(cycles)
    ended.record()
    ended.synchronize()
    cache = BoundaryCache()
    views = Views(examples(4), framing=BACKBONE.framing(32), augmentation="none", seed=0)
    normalise = Normaliser(BACKBONE.preprocessing, device)
    slow = BoundaryActivations(
        torch.nn.Sequential(Slow()), views, normalise=normalise, caches={1: cache}
    )
    slow.batch(0, np.arange(4))
    measured = sum(kept.seconds for kept in cache.activations.values())
    assert measured >= 0.9 * begun.elapsed_time(ended) / 1000


def test_the_clock_is_read_when_the_device_is_done(monkeypatch):
    happened = []
    monkeypatch.setattr(
        boundary_activations, "wait_for", lambda device: happened.append(device.type)
    )
    monkeypatch.setattr(boundary_activations.time, "perf_counter", lambda: float(len(happened)))
    cache = BoundaryCache()
    network = torch.nn.Sequential(torch.nn.Identity())
    views = Views(examples(2), framing=BACKBONE.framing(32), augmentation="none", seed=0)
    normalise = Normaliser(BACKBONE.preprocessing, CPU)
    BoundaryActivations(network, views, normalise=normalise, caches={1: cache}).batch(
        0, np.arange(2)
    )
    # The clock stands still but for the wait.
    assert happened == ["cpu"]
    assert [kept.seconds for kept in cache.activations.values()] == [0.5, 0.5]
