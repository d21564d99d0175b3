"""What becomes of a training whose worker process dies, and what is said of one that is lost.

Dask starts a dead worker anew and gives its training to another one, from the beginning: what was
said before is said again (see `events`). One that ends its worker once more is not tried a third
time: most likely it takes more memory than there is.
"""

import asyncio
from concurrent import futures
from typing import Final

from transfer_demo.errors import TransferDemoError

# Deaths of workers that a training may cause before it is given up: Dask's setting
# `distributed.scheduler.allowed-failures`.
ALLOWED_DEATHS: Final = 1

BEGUN_AGAIN: Final = (
    "The worker that trained this ended or did not answer any more, so the training was begun "
    "again from the start."
)
CONNECTION_LOST: Final = (
    "The connection to the training workers was lost, and this training with it. Start it again."
)
WORKERS_DIED: Final = (
    "The worker process of this training ended or stood still again and again, most likely because "
    "the memory of the machine ran out. Choose a smaller image size, a smaller batch size or fewer "
    "images."
)


def why_lost(exc: BaseException) -> str:
    """Return the sentence for a task that brought no report."""
    from distributed import KilledWorker

    if isinstance(exc, TransferDemoError):
        return str(exc)
    if isinstance(exc, KilledWorker):
        return WORKERS_DIED
    if isinstance(exc, asyncio.CancelledError | futures.CancelledError):
        return CONNECTION_LOST
    return (
        f"The worker could not run this training ({type(exc).__name__}: {exc}). Check that it has "
        "the same version of transfer-demo installed as this program."
    )
