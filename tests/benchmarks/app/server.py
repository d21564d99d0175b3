"""The app as a user starts it, in processes of its own, with an empty home folder."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

from transfer_demo.paths import app_folder

SECONDS_TO_START = 120.0
SECONDS_TO_END = 15.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """A started app. `started` is `time.perf_counter` just before its process was made."""

    url: str
    process: "subprocess.Popen[bytes]"
    started: float

    def wait_until_it_answers(self) -> float:
        """Block until the address answers, and return the seconds since the start.

        Raises:
            RuntimeError: it ended or stayed silent.
        """
        while self.process.poll() is None:
            seconds = time.perf_counter() - self.started
            if seconds > SECONDS_TO_START:
                break
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(self.url, timeout=5).close()
                return time.perf_counter() - self.started
            time.sleep(0.02)
        raise RuntimeError("The app did not start.")

    def processes(self) -> list[psutil.Process]:
        """Return the web process and all that it started."""
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]


@contextlib.contextmanager
def serve() -> Iterator[Server]:
    """Start the app on a free port of this machine, and end it afterwards."""
    port = _free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    script = app_folder() / "app.py"
    # What is still being written when the app is ended cannot be removed at once on Windows.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            env={**os.environ, "TRANSFER_DEMO_HOME": home},
            stdout=subprocess.DEVNULL,
        )
        server = Server(url=f"http://127.0.0.1:{port}/", process=process, started=started)
        try:
            yield server
        finally:
            _end(server)


def _end(server: Server) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        processes = server.processes()
        server.process.terminate()
        # The cluster ends by itself when the web process is gone.
        _, alive = psutil.wait_procs(processes, timeout=SECONDS_TO_END)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
    server.process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
