import asyncio
from concurrent import futures

import pytest
from distributed import KilledWorker

from transfer_demo.errors import ExecutorError
from transfer_demo.executors import cluster_process
from transfer_demo.executors.lost_workers import (
    ALLOWED_DEATHS,
    CONNECTION_LOST,
    WORKERS_DIED,
    why_lost,
)


def test_the_cluster_gives_a_training_up_after_as_many_deaths() -> None:
    # That a training is tried again once is seen with real workers, in test_dask.py.
    assert cluster_process.CONFIG["distributed.scheduler.allowed-failures"] == ALLOWED_DEATHS


@pytest.mark.parametrize(
    ("exc", "sentence"),
    [
        (ExecutorError("The scheduler cannot be reached."), "The scheduler cannot be reached."),
        (KilledWorker("a", None, 2), WORKERS_DIED),
        (asyncio.CancelledError(), CONNECTION_LOST),
        (futures.CancelledError(), CONNECTION_LOST),
    ],
)
def test_each_way_to_be_lost_has_its_sentence(exc: BaseException, sentence: str) -> None:
    assert why_lost(exc) == sentence


def test_what_nobody_expected_names_the_likely_cause() -> None:
    said = why_lost(AttributeError("no run_job"))
    assert "no run_job" in said
    assert "same version" in said
