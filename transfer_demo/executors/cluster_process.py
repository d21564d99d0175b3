"""The local cluster as a process of its own: scheduler here, workers as its children.

It does not run inside the web process, because Streamlit replaces `sys.modules["__main__"]` (a
spawned worker would run app.py again), and because that process shall stay small.

It says where it can be reached in one line of JSON on stdout, and lives as long as its stdin is
open. The pipe closes when the parent ends, however it ends, so nothing is left behind: not after
Ctrl-C, and not after a kill that lets nobody clean up.
"""

import json
import logging
import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any, Final

import dask
from distributed import LocalCluster, Nanny, Security, Status

from transfer_demo.executors.lost_workers import ALLOWED_DEATHS

# Seconds that closing in good order may take; then the process just ends, and Dask's workers
# notice that and end too.
CLOSING_SECONDS: Final = 3.0

CONFIG: Final[dict[str, Any]] = {
    "distributed.scheduler.allowed-failures": ALLOWED_DEATHS,
    # A worker that says nothing for so long is ended and started anew, and its training begins
    # again. The scheduler looks as often, so it is noticed after twice the time at the latest.
    "distributed.scheduler.worker-ttl": "25 s",
    # A worker that died is started anew, but after 15 seconds Dask would give up the one that is
    # not back, for good. On a busy machine, or a slow disk, loading PyTorch takes longer than that.
    "distributed.deploy.lost-worker-timeout": "1 day",
    # Dask insists on an HTTP server for its dashboard; without routes it answers nothing.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Dask keeps its last messages for its developers, and ours carry images.
    "distributed.admin.low-level-log-length": 10,
    # Sampling each worker's stack every 10 ms is of no use here.
    "distributed.worker.profile.enabled": False,
}


def start_cluster(security: Security) -> LocalCluster:
    """Start a scheduler without workers: encrypted, on the loopback interface, without dashboard.

    Workers have no memory limit: Dask's would pause a training, or kill it, for memory
    that it needs, and what a job may use is the training's own business.
    """
    return LocalCluster(
        n_workers=0,
        threads_per_worker=1,
        host="127.0.0.1",
        protocol="tls://",
        security=security,
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        memory_limit=0,
        preload=["transfer_demo.executors.warm_up"],
    )


def announcement(cluster: LocalCluster, security: Any) -> dict[str, str]:
    """Return what a client needs: the address, and the certificate and key as PEM texts."""
    return {
        "address": cluster.scheduler_address,
        "tls_ca_file": security.tls_ca_file,
        "tls_client_cert": security.tls_client_cert,
        "tls_client_key": security.tls_client_key,
    }


def _take_stdout() -> int:
    """Return a private copy of stdout, and send what anybody prints from now on to stderr.

    The parent reads one line; a worker that prints could otherwise fill the pipe and stand still.
    """
    private = os.dup(1)
    os.dup2(2, 1)
    return private


def kill_workers() -> None:
    """End the workers now: Dask's own way waits for trainings, and for workers still starting."""
    timer = threading.Timer(CLOSING_SECONDS, os._exit, args=[0])
    timer.daemon = True
    timer.start()
    # Dask would complain about each, and of what it cannot tidy up when Python ends.
    logging.disable()
    sys.excepthook = lambda *_: None
    # Otherwise Dask starts another worker for each that is killed, and it would end with an error.
    # To tell each nanny would not do: the cluster does not know those yet that are still starting.
    Nanny.instantiate = _start_none  # type: ignore[assignment,method-assign]
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


async def _start_none(_: Nanny) -> Status:
    return Status.closing


def main(workers: int) -> None:
    """Run the cluster until stdin closes."""
    # Ctrl-C in a terminal reaches every process; this one leaves when its parent does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stdout = _take_stdout()
    # Made for this cluster and kept in memory only: who does not hold it is refused.
    security = Security.temporary()
    with dask.config.set(CONFIG):
        cluster = start_cluster(security)
        cluster.shutdown_on_close = False  # `kill_workers` does it
        # The parent may have ended meanwhile: then nobody listens, and stdin is closed.
        with suppress(BrokenPipeError), os.fdopen(stdout, "w", encoding="utf-8") as announce:
            announce.write(json.dumps(announcement(cluster, security)) + "\n")
        cluster.scale(workers)
        sys.stdin.buffer.read()
        kill_workers()


if __name__ == "__main__":
    main(int(sys.argv[1]))
