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
from transfer_demo.images.deep_grey import ALL_BITS
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

    def picture(self, path: Path, *, white: int | None = None, owner: str = "") -> FilePicture:
        """Read a file as `picture_in` does; raises UnreadableImage with the reason why not."""
        request = {"do": "picture", "path": str(path), "white": white}
        return picture_told(self.ask_for_a_file(request, owner))

    def compare(self, looks: tuple[str, ...], *, owner: str = "") -> Comparison:
        """Compare photos as `similar.compare` does.

        Raises:
            ImagesError: that takes too long.
        """
        try:
            request = {"do": "compare", "looks": looks}
            told, _ = self.ask(request, owner, seconds=limits.COMPARE_SECONDS)
        except ReaderLost as exc:
            raise ImagesError(
                f"{len(looks):,} photos could not be compared with each other: {exc} Bring fewer."
            ) from exc
        pairs = np.array(told["pairs"], dtype=np.int32).reshape(-1, 2)
        return Comparison(pairs=pairs, groups=told["groups"])

    def ask_for_a_file(
        self, request: Mapping[str, Any], owner: str
    ) -> tuple[Mapping[str, Any], bytes]:
        """Return the answer to a request about one file; raises UnreadableImage."""
        try:
            told, data = self.ask(request, owner, seconds=limits.FILE_SECONDS)
        except ReaderLost as exc:
            raise GivenUp(f"The file was given up: {exc} Save it again as JPEG.") from exc
        if "problem" in told:
            raise UnreadableImage(told["problem"])
        return told, data

    def ask(
        self, request: Mapping[str, Any], owner: str, *, seconds: float
    ) -> tuple[Mapping[str, Any], bytes]:
        """Return the answer to a request; raises ReaderLost where there is none in time."""
        reader = self._readers.take(owner)
        try:
            return reader.ask(request, seconds=seconds)
        finally:
            self._readers.give_back(reader)

    def close(self) -> None:
        """End the processes that do not read; the others end when this process does."""
        for reader in self._readers.idle():
            reader.end()


class ReaderLost(Exception):
    """A process was given up; the message says why, as a sentence."""


class _Reader:
    """One process, started when it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: Mapping[str, Any], *, seconds: float) -> tuple[Mapping[str, Any], bytes]:
        """Return the answer: what is told, and bytes; raises ReaderLost."""
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
                raise ReaderLost(f"it takes more than {seconds:.0f} seconds.") from exc
            _LOG.warning("A reading process ended with %s", process.returncode)
            raise ReaderLost("what reads it came to a sudden end.") from exc
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


def picture_told(answer: tuple[Mapping[str, Any], bytes]) -> FilePicture:
    """Return the picture in an answer, of which as little is believed as can be."""
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
    value = told["brightest"]
    return FilePicture(
        picture=picture,
        width=width,
        height=height,
        # It becomes a number of bits, and is not taken from there either.
        brightest=None if value is None else min(int(value), 2**ALL_BITS - 1),
    )
