import sys

from transfer_demo.executors.warm_up import dask_setup


def test_a_worker_starts_even_where_torch_cannot_be_loaded(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "torch", None)
    dask_setup(None)
    assert "What a training needs cannot be loaded" in caplog.text
    assert "torch" in caplog.text
