import sys

import pytest
import torch

from transfer_demo.executors.warm_up import REHEARSAL, dask_setup, rehearsal
from transfer_demo.plan import ARMS, Plan
from transfer_demo.training import loop
from transfer_demo.training.loop import train


def test_a_worker_starts_even_where_torch_cannot_be_loaded(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "torch", None)
    dask_setup(None)
    assert "What a training needs cannot be loaded" in caplog.text
    assert "torch" in caplog.text


@pytest.mark.parametrize("arm", ARMS)
def test_the_rehearsal_has_the_sizes_of_the_default_plan(arm):
    job = rehearsal(arm)
    default = Plan()
    assert (job.plan.batch_size, job.plan.image_size_px) == (
        default.batch_size,
        default.image_size_px,
    )
    assert len(job.images.train) == default.batch_size


def test_a_worker_has_trained_both_arms_before_its_first_job(monkeypatch):
    trained = []

    def remembering(job, should_stop):
        trained.append((job.arm, [*train(job, should_stop)][-1].outcome))
        return iter(())

    monkeypatch.delenv(REHEARSAL)
    monkeypatch.setattr(loop, "train", remembering)
    threads = torch.get_num_threads()
    try:
        dask_setup(None)
    finally:
        torch.set_num_threads(threads)
    assert trained == [(arm, "done") for arm in ARMS]
