"""A job on its way through a Dask cluster, seen from the side that waits for it."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from transfer_demo.events import Event, Finished, Outcome, Started, from_dict
from transfer_demo.executors.event_listener import tell
from transfer_demo.executors.lost_workers import BEGUN_AGAIN
from transfer_demo.executors.order import Order
from transfer_demo.executors.protocol import Listener
from transfer_demo.training.job import Job

if TYPE_CHECKING:
    from distributed import Future

    from transfer_demo.executors.dask_job import Report


class DaskTicket:
    """What was submitted, and how much of it was heard so far."""

    def __init__(self, job: Job, listener: Listener, *, stop: Callable[["DaskTicket"], None]):
        self.job = job
        self.order: Order | None = None  # once it was submitted
        self.key = f"train-{uuid.uuid4().hex}"
        self.future: Future[Report] | None = None
        self.finished = threading.Event()
        self._listener = listener
        self._stop = stop
        self._attempt = ""
        self._again = job.begun_before
        self._heard = 0
        self._seconds = 0.0

    def stop(self) -> None:
        """Ask the job to end; it says `Finished` with outcome "stopped" soon after."""
        self._stop(self)

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the job has said `Finished`; False if `timeout` seconds passed before."""
        return self.finished.wait(timeout)

    def hear(self, message: dict[str, Any]) -> None:
        """Pass on the event of a message.

        A new attempt, after the death of a worker, begins with number 0. A message out of turn
        means that one was lost: the report of the attempt has it, in the right order.
        """
        if message["attempt"] != self._attempt and message["number"] == 0:
            self._again |= bool(self._attempt)
            self._attempt, self._heard = message["attempt"], 0
        if (message["attempt"], message["number"]) == (self._attempt, self._heard):
            self._say(from_dict(message["event"]))

    def complete(self, report: "Report") -> None:
        """Pass on what was not heard yet, the `Finished` at least."""
        heard = self._heard if report.attempt == self._attempt else 0
        self._again |= report.attempt != self._attempt != ""
        for event in report.events[heard:]:
            self._say(event)

    def finish(self, outcome: Outcome, message: str = "") -> None:
        """Say `Finished` for a training that cannot say it any more."""
        self._say(
            Finished(arm=self.job.arm, outcome=outcome, seconds=self._seconds, message=message)
        )

    def _say(self, event: Event) -> None:
        if self._again and isinstance(event, Started):
            event = replace(event, notes=(*event.notes, BEGUN_AGAIN))
        self._heard += 1
        since = 0.0 if isinstance(event, Started) else self._seconds
        self._seconds = getattr(event, "seconds", since)
        tell(self._listener, event)
        if isinstance(event, Finished):
            self.finished.set()
