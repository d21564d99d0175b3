"""How much memory the processes of the app hold, and the most they ever held."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

import psutil  # type: ignore[import-untyped]

from tests.benchmarks.app.server import Server

WEB: Final = "web process"
SCHEDULER: Final = "scheduler"
WORKER: Final = "largest worker"
READER: Final = "largest reading process"
_NOTHING: Final = {WEB: 0.0, SCHEDULER: 0.0, WORKER: 0.0, READER: 0.0}
_SECONDS_BETWEEN: Final = 0.2
_SCHEDULER_MODULE: Final = "cluster_process"
_READER_MODULE: Final = "reader_process"
_MEGABYTE: Final = 2**20


def memory(server: Server) -> dict[str, float]:
    """Return resident megabytes of the web process, the scheduler and the largest worker."""
    found = dict(_NOTHING)
    for process in server.processes():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            role = _role(process)
            found[role] = max(found[role], process.memory_info().rss / _MEGABYTE)
    return found


def _role(process: psutil.Process) -> str:
    words = process.cmdline()
    if any("streamlit" in word for word in words):
        return WEB
    if any(_READER_MODULE in word for word in words):
        return READER
    return SCHEDULER if any(_SCHEDULER_MODULE in word for word in words) else WORKER


class Peaks:
    """The most that was held at any moment at which it was looked at."""

    def __init__(self) -> None:
        self.megabytes = dict(_NOTHING)

    @contextlib.contextmanager
    def watching(self, server: Server) -> Iterator[None]:
        """Look five times a second until the block ends."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_SECONDS_BETWEEN):
                with contextlib.suppress(psutil.NoSuchProcess):
                    for role, held in memory(server).items():
                        self.megabytes[role] = max(self.megabytes[role], held)

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
