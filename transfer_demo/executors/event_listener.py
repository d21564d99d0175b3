"""Telling a listener what a job said, without letting its mistakes reach the training."""

import logging

from transfer_demo.events import Event
from transfer_demo.executors.protocol import Listener

logger = logging.getLogger(__name__)


def tell(listener: Listener, event: Event) -> None:
    """Call the listener; what it raises is logged, because a training outlives who watches it."""
    try:
        listener(event)
    except Exception:
        logger.exception("A listener failed at %r of arm %s", event.kind, event.arm)
