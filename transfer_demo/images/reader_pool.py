"""Reading, outside of this process and with limits of time and memory, what somebody brought."""

import hashlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from transfer_demo.errors import GivenUp, ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.dataset import Picture
from transfer_demo.images.file_picture import FilePicture
from transfer_demo.images.similar import Comparison
from transfer_demo.images.turns import Turns

_LOG: Final = logging.getLogger(__name__)
_PROGRAM: Final = ("-m", "transfer_demo.images.reader_process")


class ReaderPool:
    """Some processes that read one file each at a time. Safe to share between threads.

    They are started when they are first needed, and anew when one had to be given up. They take
    turns between people: each method is told whose file it is.
    """

    def __init__(self, processes: int) -> None:
        self._readers = Turns(_Reader() for _ in range(processes))

    def picture(self, path: Path, *, owner: str = "") -> FilePicture:
        """Read a file; raises UnreadableImage with the reason why not."""
        return _picture(self._ask_for_a_file({"do": "picture", "path": str(path)}, owner))

    def archive(self, path: Path, *, name: str, owner: str = "") -> "RemoteArchive":
        """Open a .zip; raises ImagesError like `Archive`."""
        request = {"do": "archive", "path": str(path), "name": name}
        try:
            told, _ = self._ask(request, owner, seconds=limits.ARCHIVE_SECONDS)
        except _GivenUp as exc:
            raise ImagesError(
                f"{name} cannot be opened: {exc} Zip the folder of images again, or bring the "
                "images without a .zip."
            ) from exc
        if "problem" in told:
            raise ImagesError(told["problem"])
        return RemoteArchive(self, path, name=name, owner=owner, told=told)

    def entry(self, path: Path, *, name: str, index: int, owner: str) -> FilePicture:
        """Read a file of a .zip; raises UnreadableImage with the reason why not."""
        request = {"do": "entry", "path": str(path), "name": name, "index": index}
        return _picture(self._ask_for_a_file(request, owner))

    def compare(self, looks: tuple[str, ...], *, owner: str = "") -> Comparison:
        """Compare photos as `similar.compare` does.

        Raises:
            ImagesError: that takes too long.
        """
        try:
            request = {"do": "compare", "looks": looks}
            told, _ = self._ask(request, owner, seconds=limits.COMPARE_SECONDS)
        except _GivenUp as exc:
            raise ImagesError(
                f"{len(looks):,} photos could not be compared with each other: {exc} Bring fewer."
            ) from exc
        pairs = np.array(told["pairs"], dtype=np.int32).reshape(-1, 2)
        return Comparison(pairs=pairs, groups=told["groups"])

    def _ask_for_a_file(
        self, request: Mapping[str, Any], owner: str
    ) -> tuple[Mapping[str, Any], bytes]:
        try:
            told, data = self._ask(request, owner, seconds=limits.FILE_SECONDS)
        except _GivenUp as exc:
            raise GivenUp(f"The file was given up: {exc} Save it again as JPEG.") from exc
        if "problem" in told:
            raise UnreadableImage(told["problem"])
        return told, data

    def _ask(
        self, request: Mapping[str, Any], owner: str, *, seconds: float
    ) -> tuple[Mapping[str, Any], bytes]:
        reader = self._readers.take(owner)
        try:
            return reader.ask(request, seconds=seconds)
        finally:
            self._readers.give_back(reader)

    def close(self) -> None:
        """End the processes that do not read; the others end when this process does."""
        for reader in self._readers.idle():
            reader.end()


class RemoteArchive:
    """The files of a .zip that another process has opened, like those of an `Archive`."""

    def __init__(
        self, pool: ReaderPool, path: Path, *, name: str, owner: str, told: Mapping[str, Any]
    ) -> None:
        self.name = name
        self.paths: list[tuple[str, ...]] = [tuple(parts) for parts in told["paths"]]
        self.refused: dict[int, str] = dict(told["refused"])
        self._pool = pool
        self._path = path
        self._owner = owner

    def picture(self, index: int) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return self._pool.entry(self._path, name=self.name, index=index, owner=self._owner)


class _GivenUp(Exception):
    """A process was given up; the message says why, as a sentence."""


class _Reader:
    """One process, started when it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: Mapping[str, Any], *, seconds: float) -> tuple[Mapping[str, Any], bytes]:
        """Return the answer: what is told, and bytes; raises _GivenUp."""
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = _started()
        assert process.stdin
        assert process.stdout
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            data = process.stdout.read(told["bytes"])
            if len(data) < told["bytes"]:
                raise EOFError
            return told, data
        except (OSError, ValueError, EOFError) as exc:
            self.end()
            if late.is_set():
                raise _GivenUp(f"it takes more than {seconds:.0f} seconds.") from exc
            _LOG.warning("A reading process ended with %s", process.returncode)
            raise _GivenUp("what reads it came to a sudden end.") from exc
        finally:
            timer.cancel()

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.communicate()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *_PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # One core each, and what OpenBLAS keeps for more of them counts as memory.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )


def _picture(answer: tuple[Mapping[str, Any], bytes]) -> FilePicture:
    told, data = answer
    (kept_width, kept_height), (width, height) = told["kept"], told["size"]
    picture = Picture(
        data=data,
        width=kept_width,
        height=kept_height,
        # It becomes the name of a file, so it is not taken from a process that held a hostile one.
        digest=hashlib.sha256(data).hexdigest(),
        look=told["look"],
    )
    return FilePicture(picture=picture, width=width, height=height)
