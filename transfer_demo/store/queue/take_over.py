"""Runs that a server was training which is gone go back into the queue."""

import logging
from collections.abc import Container
from contextlib import suppress
from typing import Final

from transfer_demo.errors import UnreadableRun
from transfer_demo.store.run_store import RunStore

_LOG: Final = logging.getLogger(__name__)


def take_over(store: RunStore, *, trained: Container[str]) -> None:
    """Put the runs back into the queue that nobody trains any more.

    Args:
        trained: tokens of those that we train.
    """
    for run in store.running():
        if run.token in trained:
            continue
        if _is_over(store, run.token):
            store.finish(run.token)
        else:
            _LOG.info("Run %s goes back into the queue.", run.token[:6])
            store.set_status(run.token, "queued")


def _is_over(store: RunStore, token: str) -> bool:
    with suppress(UnreadableRun):  # it fails when it is its turn
        return store.history(token).finished
    return False
