"""What all visitors share: the store of runs, and the recorder that trains them on the workers."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from transfer_demo.errors import TransferDemoError
from transfer_demo.executors.protocol import Executor
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore
from transfer_demo.ui.server.logbook import open_logbook


def _executor_from_environment() -> Executor:
    # Importing Dask takes a second, which the first page need not wait for.
    from transfer_demo.executors.dask import from_environment

    return from_environment()


# Tests put a scripted executor here, before the first script run.
make_executor: Callable[[], Executor] = _executor_from_environment


class _Shared:
    """The store, and the recorder, which is made in the background: its workers take seconds."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warm-up")
        self._lock = Lock()
        self._store: RunStore | None = None
        self._recorder: Future[Recorder] | None = None
        self._executor: Executor | None = None
        self._problem: str | None = None

    def store(self) -> RunStore:
        """Return the store; it is opened the first time, and again after that failed."""
        with self._lock:
            if self._store is None:
                open_logbook()
                self._store = RunStore.open()
            return self._store

    def recorder(self) -> Future[Recorder]:
        """Begin to make the recorder, once; again after an attempt that failed."""
        with self._lock:
            made = self._recorder
            if made is None or (made.done() and made.exception() is not None):
                made = self._recorder = self._thread.submit(self._make_recorder, make_executor)
            return made

    def executor(self) -> Executor:
        """Return what the recorder trains on, once that was made."""
        self.recorder().result()
        assert self._executor is not None
        return self._executor

    def close(self) -> None:
        """Close what was made, after it was made."""
        self._thread.shutdown()
        if self._recorder is not None and self._recorder.exception() is None:
            self._recorder.result().close()
        if self._store is not None:
            self._store.close()

    def problem(self) -> str | None:
        """Return why runs cannot start now, as a sentence; None if nothing is known of."""
        made = self._recorder
        if made is not None and made.done() and made.exception() is None:
            return made.result().problem
        return self._problem

    def _make_recorder(self, make: Callable[[], Executor]) -> Recorder:
        try:
            # The store first: where runs cannot be kept, no workers are needed.
            store = self.store()
            self._executor = make()
            recorder = Recorder(store, self._executor)
        except TransferDemoError as exc:
            self._problem = str(exc)
            raise
        self._problem = None
        return recorder


# Not in a cache of Streamlit's: that can be emptied while trainings go on.
_shared = _Shared()


def store() -> RunStore:
    """Return the store of runs.

    Raises:
        StoreError: it cannot be opened.
    """
    return _shared.store()


def warm_up() -> None:
    """Start the workers in the background, so that the first click does not wait for them."""
    _shared.recorder()


def recorder() -> Recorder:
    """Return the recorder, after its workers have started.

    Raises:
        StoreError: runs cannot be kept.
        ExecutorError: the workers cannot be started or reached.
    """
    return _shared.recorder().result()


def recorder_if_ready() -> Recorder | None:
    """Return the recorder, or None while its workers are starting or could not be started."""
    made = _shared.recorder()
    return made.result() if made.done() and made.exception() is None else None


def problem() -> str | None:
    """Return why runs cannot start or be kept now, as a sentence; None if they can.

    It goes when its cause has gone.
    """
    return _shared.problem()


def executor() -> Executor:
    """Return the workers, for a remote call whose answer only one visitor waits for.

    Runs and studies go through the recorder instead, which keeps what they say.

    Raises:
        StoreError: runs cannot be kept.
        ExecutorError: the workers cannot be started or reached.
    """
    return _shared.executor()


def forget() -> None:
    """Close what was made, and make it afresh when it is asked for. For tests."""
    global _shared
    _shared.close()
    _shared = _Shared()
