from collections.abc import Iterator
from typing import Any

import dask
import pytest
from distributed import LocalCluster, Security

from transfer_demo.executors.cluster_process import CONFIG
from transfer_demo.executors.dask import DaskExecutor


@pytest.fixture(scope="session")
def cluster() -> Iterator[dict[str, Any]]:
    """A cluster of two workers that restart quickly, because nothing warms them up.

    It is what a `DaskExecutor` needs to join it: its address and certificates.
    """
    security = Security.temporary()
    with (
        dask.config.set(CONFIG),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            protocol="tls://",
            security=security,
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,
        ) as local,
    ):
        yield {"address": local.scheduler_address, "security": security}


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
