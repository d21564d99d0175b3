import pytest
import torch

from tests.training.made import job
from transfer_demo.events import EpochEnd
from transfer_demo.training import device as device_module
from transfer_demo.training.device import autocast, best_device, repeatable
from transfer_demo.training.job_events import job_events


def pretend(monkeypatch, *, cuda, mps):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(
    ("cuda", "mps", "chosen"),
    [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_the_fastest_processor_is_chosen(monkeypatch, cuda, mps, chosen):
    pretend(monkeypatch, cuda=cuda, mps=mps)
    assert best_device().type == chosen


def test_the_cpu_calculates_in_full_precision():
    with autocast(torch.device("cpu")):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == torch.float32


def test_settings_are_put_back_even_after_an_error():
    threads = torch.get_num_threads()
    deterministic = torch.backends.cudnn.deterministic

    def fail():
        with repeatable(seed=0, threads=1):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert torch.get_num_threads() == threads
    assert torch.backends.cudnn.deterministic == deterministic


def test_a_job_that_is_alone_uses_all_cores_of_a_worker():
    before = torch.get_num_threads()
    torch.set_num_threads(1)  # as the workers begin
    try:
        with repeatable(seed=0, threads=None):
            assert torch.get_num_threads() == device_module.all_cores()
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


needs_accelerator = pytest.mark.skipif(
    device_module.best_device().type == "cpu", reason="this machine has neither CUDA nor MPS"
)


@pytest.mark.accelerator
@needs_accelerator
@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_an_accelerator_trains_and_repeats_itself(arm):
    def curve():
        events = list(job_events(job(arm, epochs=3), lambda: False))
        assert events[0].device == best_device().type
        assert events[-1].outcome == "done"
        return [e.val_loss for e in events if isinstance(e, EpochEnd)]

    assert curve() == pytest.approx(curve(), rel=1e-2)
