"""The connection to a Dask cluster: made when it is needed, and made again when it broke."""

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from transfer_demo.errors import ExecutorError
from transfer_demo.executors.local_cluster import LocalCluster

if TYPE_CHECKING:
    from distributed import Client, Security

CONNECT_SECONDS: Final = 10.0

CONFIG: Final[dict[str, Any]] = {
    # Dask keeps its last messages for its developers: a thousand of these would fill the memory.
    "distributed.admin.low-level-log-length": 10,
}


class DaskConnection:
    """A client of the cluster at `address`, or of a local one that is started for it."""

    def __init__(
        self, address: str | None, *, security: "Security | None", workers: int | None
    ) -> None:
        self._address = address
        self._security = security
        self._cluster = LocalCluster(workers) if address is None else None
        self._client: Client | None = None
        self._turn = threading.RLock()

    def client(self) -> "Client":
        """Return a client whose connection stands.

        Raises:
            ExecutorError: the cluster cannot be started or reached.
        """
        with self._turn:
            client = self._client
            cluster_ended = self._cluster is not None and not self._cluster.running
            if client is None or client.status != "running" or cluster_ended:
                self.close()
                client = self._client = self._connect()
            return client

    def slots(self) -> int:
        """Return the number of worker threads: each trains one arm.

        Of a local cluster it is known before it has started.

        Raises:
            ExecutorError: the scheduler cannot be reached.
        """
        if self._cluster is not None:
            return self._cluster.workers
        threads: dict[str, int] = self.client().nthreads()
        return sum(threads.values())

    def close(self) -> None:
        """End the connection, and the local cluster if there is one."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # it may be half gone
                client.close(timeout=5)
        if self._cluster is not None:
            self._cluster.close()

    def _connect(self) -> "Client":
        address, security = self._address, self._security
        certificates = None
        if self._cluster is not None:
            address, certificates = self._cluster.start()
        # Only now: loading Dask takes this process a second, in which its pages wait. The cluster
        # does the same on another core, and its workers load PyTorch for longer than that.
        import dask
        from distributed import Client, Security

        if certificates is not None:
            security = Security(**certificates)
        try:
            with dask.config.set(CONFIG):
                return Client(
                    address,
                    security=security or Security(),
                    timeout=CONNECT_SECONDS,
                    set_as_default=False,
                )
        except Exception as exc:  # of many kinds: no route, wrong certificate, other versions
            raise ExecutorError(
                f"The training workers at {address} cannot be reached ({exc}). Check that the "
                "scheduler runs, and that address and TLS certificates are right, and try again."
            ) from exc
