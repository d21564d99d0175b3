"""What all visitors share: the store of runs, and the recorder that trains them on the workers."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

import streamlit as st

from transfer_demo.executors.protocol import Executor
from transfer_demo.store.recorder import Recorder
from transfer_demo.store.runs import RunStore
from transfer_demo.ui.logbook import open_logbook


def _executor_from_environment() -> Executor:
    # Importing Dask takes a second, which the first page need not wait for.
    from transfer_demo.executors.dask import from_environment

    return from_environment()


# Tests put a scripted executor here, before the first script run.
make_executor: Callable[[], Executor] = _executor_from_environment


class _Workers:
    """The recorder, which is made in the background because its workers take seconds to start."""

    def __init__(self) -> None:
        open_logbook()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="warm-up")
        self._lock = Lock()
        self._recorder: Future[Recorder] | None = None

    def warm_up(self) -> Future[Recorder]:
        """Begin to start the workers, once; again after an attempt that failed."""
        with self._lock:
            made = self._recorder
            if made is None or (made.done() and made.exception() is not None):
                made = self._recorder = self._thread.submit(_make_recorder, store(), make_executor)
            return made


def _make_recorder(runs: RunStore, make: Callable[[], Executor]) -> Recorder:
    return Recorder(runs, make())


@st.cache_resource(show_spinner=False)
def store() -> RunStore:
    """Return the store of runs.

    Raises:
        StoreError: it cannot be opened.
    """
    return RunStore.open()


@st.cache_resource(show_spinner=False)
def _workers() -> _Workers:
    return _Workers()


def warm_up() -> None:
    """Start the workers in the background, so that the first click does not wait for them."""
    _workers().warm_up()


def recorder() -> Recorder:
    """Return the recorder, after its workers have started.

    Raises:
        StoreError: runs cannot be kept.
        ExecutorError: the workers cannot be started or reached.
    """
    return _workers().warm_up().result()


def recorder_if_ready() -> Recorder | None:
    """Return the recorder, or None while its workers are starting or could not be started."""
    made = _workers().warm_up()
    return made.result() if made.done() and made.exception() is None else None
