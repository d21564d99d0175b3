"""Pictures and models that came to this worker, kept for the next order that names them."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

from transfer_demo.errors import ExecutorError
from transfer_demo.executors.order import AnyFile, Reference, references, value_of

# How many are asked for at once: a few megabytes of pictures, so that neither side holds many. A
# remote call has a model at most.
AT_ONCE: Final = 100
# What orders of the past leave here, at most.
_KEPT_BYTES: Final = 2**29
# The arms of a run and the cells of a study follow each other; then nobody's photos stay here.
_KEPT_SECONDS: Final = 600.0
# After so long without a file that was asked for, whoever sent the order is away. Before that it
# is asked again: a message can be lost.
_PATIENCE_SECONDS: Final = 120.0
_SECONDS_TO_ASK_AGAIN: Final = 10.0
_SECONDS_BETWEEN: Final = 0.5

NOT_BROUGHT: Final = (
    "The images, or the model, did not reach the worker. Check its connection, and try again."
)

Ask = Callable[[Sequence[str]], None]


class WorkerFiles:
    """Files by their digests; those that were not needed for longest go first."""

    def __init__(self) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._kept: dict[str, bytes] = {}  # the one that was needed last is the last
        self._orders = 0
        self._forgetting: threading.Timer | None = None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep what is here while an order is carried out, and for a while afterwards."""
        with self._changed:
            self._orders += 1
            self._forget_later()
        try:
            yield
        finally:
            with self._changed:
                self._orders -= 1
                for digest in self._over(_KEPT_BYTES):
                    del self._kept[digest]
                self._forget_later()

    def take(self, files: Mapping[str, bytes]) -> None:
        """Keep files that were brought."""
        with self._changed:
            self._kept.update(files)
            self._forget_later()  # whoever asked may have given up
            self._changed.notify_all()

    def lacking(self, body: bytes) -> list[str]:
        """Return the digests of those files of an order that are neither here nor in a file."""
        return [
            reference.digest
            for reference in references(body)
            if reference.digest not in self._kept and reference.file() is None
        ]

    def fetched(self, body: bytes, *, ask: Ask, given_up: Callable[[], bool]) -> bool:
        """Ask for the files of an order that are not here, and wait; False if given up.

        Raises:
            ExecutorError: nobody brings them.
        """
        lacking = self.lacking(body)
        portions = (lacking[at : at + AT_ONCE] for at in range(0, len(lacking), AT_ONCE))
        return all(self._fetched(some, ask, given_up) for some in portions)

    def value_of(self, body: bytes) -> Any:
        """Return what an order is about, with its files.

        Raises:
            ExecutorError: one of them is not here any more.
        """
        return value_of(body, self._file)

    def _fetched(self, digests: Sequence[str], ask: Ask, given_up: Callable[[], bool]) -> bool:
        begun = monotonic()
        asked = float("-inf")
        while missing := [digest for digest in digests if digest not in self._kept]:
            if given_up():
                return False
            if monotonic() - begun >= _PATIENCE_SECONDS:
                raise ExecutorError(NOT_BROUGHT)
            if monotonic() - asked >= _SECONDS_TO_ASK_AGAIN:
                asked = monotonic()
                ask(missing)
                continue
            with self._changed:
                self._changed.wait(_SECONDS_BETWEEN)
        return True

    def _file(self, reference: Reference) -> AnyFile:
        with self._changed:
            data = self._kept.pop(reference.digest, None)
            if data is not None:
                self._kept[reference.digest] = data
                return reference.value(data)
        file = reference.file()
        if file is None:
            raise ExecutorError(NOT_BROUGHT)
        return file

    def _forget_later(self) -> None:
        """Begin to wait anew for the moment at which all is forgotten, unless it is in use."""
        if self._forgetting:
            self._forgetting.cancel()
        if self._orders == 0:
            self._forgetting = threading.Timer(_KEPT_SECONDS, self._forget)
            self._forgetting.daemon = True
            self._forgetting.start()

    def _forget(self) -> None:
        with self._changed:
            if self._orders == 0:
                self._kept.clear()

    def _over(self, limit: int) -> list[str]:
        over = sum(map(len, self._kept.values())) - limit
        digests = []
        for digest, data in self._kept.items():
            if over <= 0:
                break
            digests.append(digest)
            over -= len(data)
        return digests


FILES: Final = WorkerFiles()


def take_files(files: Mapping[str, bytes]) -> None:
    """Keep files in this worker; called from the other side."""
    FILES.take(files)
