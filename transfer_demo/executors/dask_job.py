"""The half of the Dask executor that runs in a worker: train, and say each event as it happens."""

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from distributed import get_worker

from transfer_demo.errors import ExecutorError
from transfer_demo.events import Event, Finished, to_dict
from transfer_demo.executors.worker_files import FILES
from transfer_demo.training.job_events import Train, job_events


class Report(NamedTuple):
    """All that one attempt said, its `Finished` last: fills in what was lost on the way."""

    attempt: str
    events: tuple[Event, ...]


def run_job(order: bytes, arm: str, topic: str, train: Train | None = None) -> Report:
    """Train, and log each event but the last under the topic; the report brings that one too.

    A `Finished` that travelled ahead of the report could be followed by a second one, if the
    worker died in between and Dask ran the job again.

    `order` is the body of an `Order`: the scheduler keeps the arguments of a task and need not know
    what is in them. Events carry the key of the task, a name for this attempt and a running number.
    Other messages of the topic ask for files that this worker lacks.
    """
    worker = get_worker()
    key = worker.get_current_task()
    name = uuid.uuid4().hex

    def cancelled() -> bool:
        return _is_cancelled(worker, key)

    def ask(digests: Sequence[str]) -> None:
        worker.log_event(topic, {"key": key, "worker": worker.address, "lacks": [*digests]})

    said: list[Event] = []
    with FILES.in_use():
        try:
            if not FILES.fetched(order, ask=ask, given_up=cancelled):
                return Report(name, (Finished(arm=arm, outcome="stopped", seconds=0.0),))
            job = FILES.value_of(order)
        except ExecutorError as exc:
            end = Finished(arm=arm, outcome="failed", seconds=0.0, message=str(exc))
            return Report(name, (end,))
        for event in job_events(job, cancelled, train=train):
            if not isinstance(event, Finished):
                number = len(said)
                message = {"key": key, "attempt": name, "number": number, "event": to_dict(event)}
                worker.log_event(topic, message)
            said.append(event)
    return Report(name, tuple(said))


def _is_cancelled(worker: Any, key: object) -> bool:
    """Whether nobody waits for this task any longer: it was cancelled, or its client has gone.

    Dask cannot interrupt a thread, but its worker knows at once. Asking costs no network, so it
    can be done at every batch.
    """
    task = worker.state.tasks.get(key)
    return task is None or task.state == "cancelled"
