"""An executor that trains nothing and plays what a script says: for tests of all above it."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar, TypeVarTuple

from transfer_demo.errors import ExecutorError
from transfer_demo.events import EpochEnd, Event, Finished, Progress, Scored, Started, Untrained
from transfer_demo.executors.event_listener import tell
from transfer_demo.executors.protocol import Listener
from transfer_demo.executors.remote_call import CLOSED, begun, refused, settle
from transfer_demo.plan import SCORE
from transfer_demo.training.job import Job
from transfer_demo.training.job_events import job_events

Script = Callable[[Job], Iterable[Event]]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def learn(job: Job) -> Iterator[Event]:
    """A training that goes well: each epoch, one more validation image in ten is recognised.

    A job that only scores a network says the same scores whatever the network.
    """
    if job.arm == SCORE:
        yield from _look(job)
        return
    labels = tuple(example.label for example in job.images.validation)
    epochs, classes = job.plan.epochs_of(job.arm), len(job.images.classes)
    yield Started(
        arm=job.arm,
        device="cpu",
        threads=job.threads or 1,
        epochs=epochs,
        views=job.plan.views,
        classes=job.images.classes,
        train_images=len(job.images.train),
        train_counts=job.images.train_counts,
        validation_labels=labels,
        trainable_parameters=1_000,
        total_parameters=10_000,
    )
    yield Untrained(arm=job.arm, seconds=0.5, gflops=0.5, val_loss=1.0, val_accuracy=0.0)
    for epoch in range(1, epochs + 1):
        right = min(epoch * max(len(labels) // 10, 1), len(labels))
        wrong = tuple((label + 1) % classes for label in labels[right:])
        share = right / max(len(labels), 1)
        yield EpochEnd(
            arm=job.arm,
            epoch=epoch,
            seconds=float(epoch),
            images_seen=epoch * len(job.images.train),
            gflops=2.0 * epoch,
            train_loss=1.0 - share / 2,
            train_accuracy=share,
            val_loss=1.0 - share / 2,
            val_accuracy=share,
            val_predictions=labels[:right] + wrong,
        )
        yield Progress(arm=job.arm, fraction=epoch / epochs, seconds=float(epoch))
    yield Finished(arm=job.arm, outcome="done", seconds=float(epochs))


def _look(job: Job) -> Iterator[Event]:
    yield Started(
        arm=job.arm,
        device="cpu",
        threads=job.threads or 1,
        epochs=0,
        views=1,
        classes=job.images.classes,
        train_images=len(job.images.train),
        train_counts=job.images.train_counts,
        validation_labels=(),
        trainable_parameters=0,
        total_parameters=10_000,
    )
    yield Scored(
        arm=job.arm,
        logme=0.5,
        leep=-0.5,
        nearest_neighbour_accuracy=0.75,
        seconds=1.0,
        gflops=2.0,
    )
    yield Finished(arm=job.arm, outcome="done", seconds=1.0)


class ScriptedTicket:
    """A job of the scripted executor."""

    def __init__(self, job: Job, listener: Listener, *, script: Script, priority: int) -> None:
        self.job = job
        self.priority = priority
        self.begun = False
        self.stopped = False
        self._script = script
        self._listener = listener
        self._seconds = 0.0
        self._finished = threading.Event()
        self.restart()

    @property
    def finished(self) -> bool:
        """Whether the job has said `Finished`."""
        return self._finished.is_set()

    def stop(self) -> None:
        """Make `Finished` with outcome "stopped" the next thing that the job says."""
        self.stopped = True

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the job has said `Finished`; False if `timeout` seconds passed before."""
        return self._finished.wait(timeout)

    def restart(self) -> None:
        """Begin the script again, as another worker does when one died."""
        self._events = job_events(
            self.job, lambda: False, train=lambda job, _: iter(self._script(job))
        )

    def say_next(self) -> None:
        """Tell the listener the next event."""
        self.begun = True
        if self.stopped:
            event: Event = Finished(arm=self.job.arm, outcome="stopped", seconds=self._seconds)
        else:
            event = next(self._events)
        self._seconds = getattr(event, "seconds", self._seconds)
        tell(self._listener, event)
        if isinstance(event, Finished):
            self._finished.set()


@dataclass(frozen=True, kw_only=True)
class ScriptedCall:
    """A remote call of the scripted executor: `answer` settles it, or a test does by the future."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    future: Future[Any] = field(default_factory=begun)

    def answer(self) -> None:
        """Carry it out here, unless it is answered."""
        if not self.future.done():
            settle(self.future, self.function, *self.args)


class ScriptedExecutor:
    """Plays a script for each job, at most `slots` of them at a time, event by event in turn.

    A thread of its own plays at once; with `by_hand`, nothing is said before `step`. The jobs that
    were submitted stand in `tickets`, in order, and the calls in `calls`: with `by_hand` they
    wait for their `answer`.
    """

    def __init__(self, script: Script = learn, *, slots: int = 2, by_hand: bool = False) -> None:
        self.tickets: list[ScriptedTicket] = []
        self.calls: list[ScriptedCall] = []
        self._script = script
        self._slots = slots
        self._by_hand = by_hand
        self._closed = threading.Event()
        self._news = threading.Event()
        self._player = threading.Thread(target=self._play, name="scripted", daemon=True)
        if not by_hand:
            self._player.start()

    def submit(self, job: Job, listener: Listener, *, priority: int = 0) -> ScriptedTicket:
        """Queue a job; one that comes after `close` is stopped at once."""
        ticket = ScriptedTicket(job, listener, script=self._script, priority=priority)
        if self._closed.is_set():
            ticket.stop()
            ticket.say_next()
        self.tickets.append(ticket)
        self._news.set()
        return ticket

    def call(self, function: Callable[[*Ts], T], *args: *Ts) -> "Future[T]":
        """Queue a remote call, or answer it here and now where a thread plays."""
        if self._closed.is_set():
            return refused(CLOSED)
        call = ScriptedCall(function=function, args=args)
        self.calls.append(call)
        if not self._by_hand:
            call.answer()
        return call.future

    def slots(self) -> int:
        """Return how many jobs can run at the same time."""
        return self._slots

    def close(self) -> None:
        """Stop what runs and what waits."""
        self._closed.set()
        for ticket in self.tickets:
            ticket.stop()
        for call in self.calls:
            if not call.future.done():
                call.future.set_exception(ExecutorError(CLOSED))
        self._news.set()
        if not self._player.is_alive():
            self.step()
        elif threading.current_thread() is not self._player:
            self._player.join()

    def step(self, times: int = 1) -> bool:
        """Let each job that runs say its next event; False if none ran the last time."""
        turn: list[ScriptedTicket] = []
        for _ in range(times):
            turn = self._turn()
            for ticket in turn:
                ticket.say_next()
        return bool(turn)

    def _turn(self) -> list[ScriptedTicket]:
        """Return the jobs whose turn it is: the stopped ones, and those that have a slot."""
        open_jobs = [ticket for ticket in self.tickets if not ticket.finished]
        stopped = [ticket for ticket in open_jobs if ticket.stopped]
        in_order = sorted(
            (ticket for ticket in open_jobs if not ticket.stopped),
            key=lambda ticket: (not ticket.begun, -ticket.priority),
        )
        return stopped + in_order[: self._slots]

    def _play(self) -> None:
        while not self._closed.is_set():
            # Wakes by itself now and then for a ticket that was stopped.
            self._news.wait(0.02)
            self._news.clear()
            while self.step():
                pass
        self.step()
