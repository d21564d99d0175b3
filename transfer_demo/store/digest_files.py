"""Files that are named by the digest of their bytes, so that each is stored once."""

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from transfer_demo.errors import StoreError


class DigestFiles:
    """A folder of files: `ab/ab12....jpg`, never a half-written one under its final name.

    Args:
        folder: where they lie; it is made when the first one comes.
        suffix: what their names end with, the dot included.
        what: what one of them is, with its article, for sentences.
    """

    def __init__(self, folder: Path, *, suffix: str, what: str) -> None:
        self.folder = folder
        self._suffix = suffix
        self._what = what

    def path(self, digest: str) -> Path:
        """Return where the file with this digest lies, or would lie."""
        return self.folder / digest[:2] / f"{digest}{self._suffix}"

    def has(self, digest: str, *, size: int) -> bool:
        """Say whether a file of so many bytes is there: a power cut can leave a short one."""
        try:
            return self.path(digest).stat().st_size == size
        except OSError:
            return False

    def write(self, digest: str, data: bytes) -> None:
        """Write a file unless it is there.

        Raises:
            StoreError: it cannot be written.
        """
        target = self.path(digest)
        with suppress(OSError):
            # Not its size alone: what a failing disk has changed is written anew.
            if target.read_bytes() == data:
                return
        draft = target.with_name(f"{digest}.{os.getpid()}-{threading.get_ident()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            os.replace(draft, target)
        except OSError as exc:
            with suppress(OSError):
                draft.unlink()
            # Windows does not replace a file that somebody reads; then it is there already.
            if not self.has(digest, size=len(data)):
                raise StoreError(
                    f"{self._what.capitalize()} could not be saved in {self.folder} "
                    f"({exc.strerror}). Make that folder writable or free some space, then try "
                    "again."
                ) from exc

    def remove(self, digests: Iterable[str]) -> None:
        """Delete files; those that are not there count as deleted.

        Raises:
            StoreError: one is there and cannot be deleted.
        """
        for digest in digests:
            try:
                self.path(digest).unlink(missing_ok=True)
            except OSError as exc:
                raise StoreError(
                    f"{self._what.capitalize()} could not be deleted from {self.folder} "
                    f"({exc.strerror}). Make that folder writable, then try again."
                ) from exc

    def remove_drafts(self, digests: Iterable[str]) -> None:
        """Delete what was left of the writing of these files when a process was killed."""
        for digest in digests:
            for draft in self.path(digest).parent.glob(f"{digest}.*.part"):
                with suppress(OSError):
                    draft.unlink()
