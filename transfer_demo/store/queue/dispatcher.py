"""Takes runs from the queue to the executor, and what the trainings say to the store.

The queue is the table of runs: a run waits there, images and all, until an arm can start, so a
restart forgets nobody and nothing lies in the memory of a scheduler.
"""

import logging
import threading
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Final
from uuid import uuid4

from transfer_demo.errors import (
    BackboneError,
    PictureMissing,
    PlanError,
    StoreError,
    TransferDemoError,
    UnknownRun,
    UnreadableRun,
)
from transfer_demo.events import Event, Finished
from transfer_demo.executors.protocol import Executor
from transfer_demo.store.queue.jobs import jobs_of
from transfer_demo.store.queue.journal import Journal
from transfer_demo.store.queue.leader_election import Lead
from transfer_demo.store.queue.live_run import LiveRun
from transfer_demo.store.queue.take_over import take_over
from transfer_demo.store.queue.waiting import waiting_runs
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.training.job import Job

_LOG: Final = logging.getLogger(__name__)

# How often to look for what other processes wrote; our own changes wake the dispatcher at once.
_PAUSE_SECONDS: Final = 0.5
# After an error the pause doubles, up to this.
_LONGEST_PAUSE_SECONDS: Final = 10.0
# What is too old goes bit by bit, and when nothing is left, there will be more some time later.
_SWEEP_SECONDS: Final = 3600.0


class Dispatcher:
    """Starts runs in a fair order as the executor has room, and records what they say.

    It works in a thread of its own. Several can share a store; one of them leads and starts the
    runs of all.
    """

    def __init__(self, store: RunStore, executor: Executor) -> None:
        """Begin to work, with the runs first that a killed server left unfinished."""
        self._store = store
        self._executor = executor
        # Of its own for each: a server that was taken for gone may come back, and be too late.
        self._trainer = uuid4().hex
        self._journal = Journal(store, trainer=self._trainer)
        self._lead = Lead(store.database)
        self._taken_over = False
        self._live: dict[str, LiveRun] = {}  # changed by the thread alone
        self._submitted = 0
        self._next_sweep = 0.0
        self._problem: str | None = None
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._dispatch, name="recorder", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str | None:
        """Why runs cannot start at the moment, as a sentence for the user; None if they can."""
        return self._problem

    def wake(self) -> None:
        """Look at once what is new in the store."""
        self._wake.set()

    def stop(self, token: str, *, by: str) -> None:
        """Stop a run of this person's if it is trained here; the store is left as it is."""
        live = self._live.get(token)
        if live is not None and live.owner == by:
            live.stop()

    def stop_study(self, token: str, *, by: str) -> None:
        """Stop the runs of a person's study that are trained here; the store is left as it is."""
        for live in self._live.copy().values():
            if live.study == token and live.owner == by:
                live.stop()

    def close(self) -> None:
        """Start nothing more and close the executor.

        Runs that are not over stay as they are; the next dispatcher goes on with them.
        """
        if self._closing.is_set():
            return
        self._closing.set()
        self._wake.set()
        self._executor.close()
        self._thread.join()
        try:
            self._journal.flush()
            self._settle()
        except StoreError as exc:
            _LOG.warning("The last events could not be written: %s", exc)
        self._lead.release()

    def _dispatch(self) -> None:
        pause = 0.0
        while not self._closing.is_set():
            self._wake.wait(pause)
            self._wake.clear()
            try:
                self._step()
                pause, self._problem = _PAUSE_SECONDS, None
            except Exception as exc:
                # This thread must outlive every mistake of ours: nothing starts without it.
                self._note_problem(exc)
                pause = min(2 * pause + _PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS)

    def _note_problem(self, exc: Exception) -> None:
        known = isinstance(exc, TransferDemoError)
        sentence = str(exc) if known else "Runs cannot start because of a mistake in the program."
        if sentence != self._problem:  # logged once, not at every try
            _LOG.warning("Runs cannot start: %s", sentence, exc_info=not known)
        self._problem = sentence

    def _step(self) -> None:
        """Do once all that is to be done."""
        self._journal.flush()
        self._stop_what_was_deleted()
        self._settle()
        if not self._lead.take():
            self._taken_over = False
            return
        if not self._taken_over:  # it is tried until it worked
            ours = {token for token, live in self._live.items() if not live.deleted}
            take_over(self._store, trained=ours)
            self._taken_over = True
        self._stop_what_was_asked()
        self._start_what_fits()
        if monotonic() >= self._next_sweep:
            self._sweep()

    def _sweep(self) -> None:
        """Remove a little of what is too old; what cannot be removed now goes another time."""
        try:
            more = self._store.sweep()
        except StoreError as exc:
            _LOG.warning("What is too old could not be removed: %s", exc)
            more = False
        if not more:
            self._next_sweep = monotonic() + _SWEEP_SECONDS

    def _settle(self) -> None:
        """Close the runs whose arms are all over, once their last events are written."""
        for token, live in tuple(self._live.items()):
            if live.unfinished or self._journal.holds(token):
                continue
            if not live.deleted:
                self._store.finish(token)
            del self._live[token]

    def _stop_what_was_asked(self) -> None:
        """Stop runs for which another process, or one that was killed, noted the request."""
        for run in self._store.stopping():
            live = self._live.get(run.token)
            if live is not None:
                live.stop()
            else:
                self._store.finish(run.token, outcome="stopped")

    def _stop_what_was_deleted(self) -> None:
        for token in self._store.gone(self._live, trainer=self._trainer):
            self._live[token].deleted = True
            self._live[token].stop()

    def _start_what_fits(self) -> None:
        while not self._closing.is_set():
            busy = sum(live.unfinished for live in self._live.values())
            if busy >= self._executor.slots():
                return
            self._settle()  # who has just finished no longer counts against their next run
            following = next(waiting_runs(self._store.database), None)
            if following is None or not self._start_or_fail(following.token):
                return

    def _start_or_fail(self, token: str) -> bool:
        """Start a run, or close it as failed; say whether the next one may be looked at."""
        try:
            run = self._store.record(token)
            return self._start(run, jobs_of(self._store, run))
        except UnknownRun:
            return True  # deleted at this very moment
        except (BackboneError, PictureMissing, PlanError, UnreadableRun) as exc:
            message = str(exc)
        except TransferDemoError:
            raise  # nothing of this run: the store or the workers are away
        except Exception:
            _LOG.exception("Run %s cannot start.", token[:6])
            message = "This run could not start, because of a mistake in the program. Try again."
        self._store.finish(token, outcome="failed", message=message)
        return True

    def _start(self, run: RunRecord, jobs: Sequence[Job]) -> bool:
        """Hand jobs of a run to the executor; False if it no longer waits."""
        if not self._store.claim(run.token, trainer=self._trainer):
            return False
        arms = [job.arm for job in jobs]
        live = self._live[run.token] = LiveRun(arms, owner=run.owner, study=run.study)
        _LOG.info("Run %s starts: %s.", run.token[:6], ", ".join(arms))
        self._submitted += 1
        for job in jobs:
            self._submit(job, live)
        return True

    def _submit(self, job: Job, live: LiveRun) -> None:
        listener = partial(self._hear, job.run, live)
        if live.stopping:
            listener(Finished(arm=job.arm, outcome="stopped", seconds=0.0))
            return
        try:
            # Runs that started earlier go first, all arms of a run together.
            live.add(self._executor.submit(job, listener, priority=-self._submitted))
        except Exception as exc:
            _LOG.exception("Arm %s of run %s was not taken.", job.arm, job.run[:6])
            known = isinstance(exc, TransferDemoError)
            message = str(exc) if known else "The workers did not take this training. Try again."
            listener(Finished(arm=job.arm, outcome="failed", seconds=0.0, message=message))

    def _hear(self, token: str, live: LiveRun, event: Event) -> None:
        """Record what a job said. Called from threads of the executor's, so it never raises."""
        cut_short = isinstance(event, Finished) and event.outcome != "done"
        if cut_short and self._closing.is_set() and not live.stopping:
            return  # by our own closing, not by a person: it goes on after the restart
        if not live.expects(event.arm):
            return
        try:
            if not live.deleted:
                self._journal.write(token, event)
        except UnknownRun:
            live.deleted = True
            self._wake.set()
        except Exception:
            _LOG.exception("An event of run %s was lost.", token[:6])
        if isinstance(event, Finished):
            live.end(event.arm)
            self._wake.set()
