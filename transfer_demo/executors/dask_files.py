"""Pictures and models on their way to a Dask worker that lacks them: a few at a time."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from transfer_demo.executors.order import Order
from transfer_demo.executors.worker_files import take_files

if TYPE_CHECKING:
    from distributed import Client

_LOG: Final = logging.getLogger(__name__)


async def bring(client: "Client", order: Order, *, worker: str, digests: Sequence[str]) -> None:
    """Send pictures and models of an order to a worker; to be awaited in Dask's event loop.

    Raises:
        StoreError, ModelError: one of them is gone.
        OSError: the worker is gone.
    """
    files = await asyncio.to_thread(_read, order, digests)
    await client.run(take_files, files, workers=[worker], asynchronous=True)
    _LOG.info("%d files sent to %s.", len(files), worker)


def _read(order: Order, digests: Sequence[str]) -> dict[str, bytes]:
    return {digest: order.files[digest].data for digest in digests}
