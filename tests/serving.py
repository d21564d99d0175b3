"""The app as a server of its own, with a home of its own, for the tests that need a real one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from transfer_demo.paths import app_folder

SECONDS_TO_START = 60
# For an app that needs no workers: nobody answers there, so it starts none.
NO_WORKERS = {"TRANSFER_DEMO_SCHEDULER": "tls://127.0.0.1:9"}


@dataclass(frozen=True)
class App:
    """A running app: its address, and the folder where its runs are kept."""

    url: str
    home: Path


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(
    home: Path, *, port: int, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start the app and wait until it answers; at the end, let it stop in good order."""
    command = [sys.executable, "-m", "streamlit", "run", str(app_folder() / "app.py")]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
    }
    log = home / "server.log"
    with log.open("ab") as output:
        server = subprocess.Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            env={**os.environ, "TRANSFER_DEMO_HOME": str(home), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/_stcore/health", server, log)
        yield url, server
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
