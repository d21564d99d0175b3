from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
import pytest
from distributed import LocalCluster, Security

from transfer_demo.executors.cluster_process import CONFIG
from transfer_demo.executors.dask import DaskExecutor


@contextmanager
def started(workers: int, **settings: str) -> Iterator[dict[str, Any]]:
    """Start a cluster whose workers restart quickly, because nothing warms them up.

    Gives what a `DaskExecutor` needs to join it: its address and certificates.

    Args:
        workers: how many.
        settings: of Dask's, besides those of a cluster of ours.
    """
    security = Security.temporary()
    with (
        dask.config.set(CONFIG | settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            protocol="tls://",
            security=security,
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,
        ) as local,
    ):
        yield {"address": local.scheduler_address, "security": security}


@pytest.fixture(scope="session")
def cluster() -> Iterator[dict[str, Any]]:
    """A cluster of two workers."""
    with started(2) as made:
        yield made


@pytest.fixture
def joined(cluster):
    """Makes executors on that cluster, and closes them."""
    executors = []

    def join(train=None):
        executors.append(DaskExecutor(**cluster, train=train))
        return executors[-1]

    yield join
    for executor in executors:
        executor.close()
