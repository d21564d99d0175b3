"""Starting the local cluster and finding it: the side of the web process."""

import json
import os
import subprocess
import sys
import threading
from typing import Any, Final

from dask.system import CPU_COUNT

from transfer_demo.errors import ExecutorError
from transfer_demo.paths import PACKAGE

# Longer than the slowest disk needs to load Python and Dask.
START_SECONDS: Final = 60.0
END_SECONDS: Final = 10.0

START_FAILED: Final = (
    "The training workers of this machine could not be started. They need to open ports on the "
    "loopback address 127.0.0.1 and to write to the folder for temporary files: look at the "
    "messages in the terminal, allow both, and try again."
)


def default_workers() -> int:
    """Return 2 workers, one for each arm of a run, and up to 4 where each then has two cores.

    A worker keeps about 400 MB for PyTorch even while it is idle, so more are not started unasked.
    """
    return max(2, min(4, CPU_COUNT // 2))


class LocalCluster:
    """A Dask cluster in a process of its own, which ends when this process does."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or default_workers()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the cluster was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> tuple[str, dict[str, Any]]:
        """Start the process and return its address and the arguments of `distributed.Security`.

        Raises:
            ExecutorError: it ended, or said nothing, before it could be reached.
        """
        self.close()
        try:
            process = self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "transfer_demo.executors.cluster_process",
                    str(self.workers),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                # On Windows this keeps Ctrl-C in the terminal from the workers; see `main` there.
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as exc:
            raise ExecutorError(START_FAILED) from exc
        try:
            where = json.loads(_first_line(process))
        except ValueError as exc:
            self.close()
            raise ExecutorError(START_FAILED) from exc
        return where.pop("address"), {**where, "require_encryption": True}

    def close(self) -> None:
        """End the cluster and its workers; returns within seconds."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        # An open stdin is what keeps it alive.
        process.stdin.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _environment() -> dict[str, str]:
    """Return the environment in which this package is found whatever the folder of the process."""
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    # The cluster ends at once, and Python tidies up after it. That it did so helps nobody.
    quiet = "ignore:resource_tracker:UserWarning"
    warnings = ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), quiet)))
    # Without the last one a folder with a file named json.py, say, would break the workers.
    own = {"PYTHONPATH": path, "PYTHONWARNINGS": warnings, "PYTHONSAFEPATH": "1"}
    return {**os.environ, **own}


def _first_line(process: "subprocess.Popen[bytes]") -> bytes:
    """Return the line in which the process says that it is ready; empty when it ends instead."""
    assert process.stdout is not None
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()
