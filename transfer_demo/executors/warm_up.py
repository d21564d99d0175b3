"""Preload for Dask workers: import what a training needs before the first job asks for it.

dask worker tls://... --preload transfer_demo.executors.warm_up
"""

import logging

from transfer_demo.plan import Plan
from transfer_demo.priority import give_way

logger = logging.getLogger(__name__)

# A training that has all cores to itself would make each look at a page long.
NICENESS = 10


def dask_setup(worker: object) -> None:
    """Load torch, the training loop and the default network's code, so that the first job is fast.

    A worker where that fails starts nevertheless: its jobs then fail with the reason on the screen
    of the person who waits for them, which beats a worker that never comes.
    """
    try:
        give_way(niceness=NICENESS)
        import torch

        import transfer_demo.training.loop  # noqa: F401
        from transfer_demo.backbones import architectures, catalogue

        # One thread per worker, until a job asks for more: two arms share a small machine.
        torch.set_num_threads(1)
        architectures.outline(catalogue.get(Plan().backbone))
    except Exception:
        logger.exception("What a training needs cannot be loaded")
