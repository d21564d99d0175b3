"""The files of uploads: on the disk until they are read, each under a name that nobody guesses.

Streamlit gets a short note in place of a file, which says where it lies, or why it was not taken.
How much lies there is counted: of each person, and of all.
"""

import io
import os
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from transfer_demo.errors import UnreadableImage
from transfer_demo.images import limits
from transfer_demo.paths import home_folder

_NOTE: Final = b"transfer-demo upload "
_NOTE_FORM: Final = re.compile(_NOTE + rb"([0-9a-f]{48})\Z")
_REFUSAL: Final = b"transfer-demo refused "
# Whatever happens, nothing stays longer; a server that was killed forgets whose it was.
_KEPT_SECONDS: Final = 6 * 3600.0
# A browser that lost its connection is back sooner, or not at all.
_AWAY_SECONDS: Final = 300.0


class Full(Exception):
    """There is no room for more; the message says what to do."""


@dataclass
class _Upload:
    """A file that arrives or lies there; `kept` while it is read, whoever goes away."""

    visitor: str
    session: str
    size: int = 0
    kept: bool = False
    away_since: float | None = None


class _Ledger:
    """Which files lie there, and how much of it is whose. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uploads: dict[str, _Upload] = {}
        self._files: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    def add(self, name: str, upload: _Upload) -> None:
        with self._lock:
            if self._files[upload.visitor] >= limits.FILES:
                raise Full(
                    f"{limits.FILES:,} of your files wait to be read. Let those be read first, or "
                    "reload the page."
                )
            self._uploads[name] = upload
            self._files[upload.visitor] += 1

    def grow(self, name: str, by: int, *, free: int) -> None:
        with self._lock:
            upload = self._uploads[name]
            if self._bytes[upload.visitor] + by > limits.UPLOADED_BYTES:
                raise Full(
                    f"Your files that wait to be read would have more than "
                    f"{limits.UPLOADED_BYTES // limits.GIB} GB. Bring them one after the other."
                )
            if by > min(free, limits.UPLOADED_BYTES_OF_ALL - self._bytes.total()):
                raise Full(
                    "This machine has no room for the file at the moment. Try again later, bring "
                    "fewer or smaller files, or ask whoever runs it to free some space."
                )
            upload.size += by
            self._bytes[upload.visitor] += by

    def remove(self, name: str) -> None:
        with self._lock:
            upload = self._uploads.pop(name, None)
            if upload is not None:
                self._files[upload.visitor] -= 1
                self._bytes[upload.visitor] -= upload.size
                if not self._files[upload.visitor]:
                    del self._files[upload.visitor], self._bytes[upload.visitor]

    def keep(self, name: str, kept: bool) -> None:
        with self._lock:
            if name in self._uploads:
                self._uploads[name].kept = kept

    def move(self, name: str, session: str) -> None:
        with self._lock:
            if name in self._uploads:
                self._uploads[name].session = session

    def of_sessions(self) -> list[tuple[str, _Upload]]:
        with self._lock:
            uploads = self._uploads.items()
            return [(name, one) for name, one in uploads if one.session and not one.kept]


_ledger: Final = _Ledger()


def begin(visitor: str, session: str) -> Path:
    """Return where the next upload of somebody is to be written.

    Raises:
        Full: so many of theirs wait to be read already.
        StoreError: the home folder cannot be written to.
    """
    path = _folder() / secrets.token_hex(24)
    _ledger.add(path.name, _Upload(visitor, session))
    return path


def grow(path: Path, by: int) -> None:
    """Count bytes that are about to be written.

    Raises:
        Full: there is no room for them.
    """
    spare = limits.spare_bytes(path.parent, reserve=limits.FREE_BYTES)
    _ledger.grow(path.name, by, free=spare)


def note_of(path: Path) -> bytes:
    """Return what Streamlit is given in place of this file."""
    return _NOTE + path.name.encode()


def note_of_refusal(sentence: str) -> bytes:
    """Return what Streamlit is given in place of a file that was not taken: the page says why.

    An error to the browser would be shown in Streamlit's words, which are those of a program.
    """
    return _REFUSAL + sentence.encode("utf-8")


def path_of(upload: io.BytesIO) -> Path:
    """Return where an uploaded file lies; one that came without our server is put there now.

    Raises:
        UnreadableImage: it was not taken.
        StoreError: the home folder cannot be written to.
        OSError: the same, while it is written.
    """
    content = upload.getvalue()
    if content.startswith(_REFUSAL):
        raise UnreadableImage(content.removeprefix(_REFUSAL).decode("utf-8", "replace"))
    name = _name_in(upload)
    if name is None:
        path = begin("", "")
        path.write_bytes(content)
        return path
    return _folder() / name


def keep(upload: io.BytesIO, kept: bool = True) -> None:
    """Let a file outlive the session that brought it while it is being read, or no longer."""
    _ledger.keep(_name_in(upload) or "", kept)


def move(upload: io.BytesIO, session: str) -> None:
    """Let a file go with another session than that which brought it: its visitor has reloaded."""
    _ledger.move(_name_in(upload) or "", session)


def discard(upload: io.BytesIO) -> None:
    """Delete the file of an upload that has been read."""
    name = _name_in(upload)
    if name is not None:
        delete(_folder() / name)


def delete(path: Path) -> None:
    """Delete a file, and forget that it was there."""
    with suppress(OSError):  # it goes later, with what was left behind
        # Emptied first: what reads a .zip may still have it open, and its space would stay taken.
        os.truncate(path, 0)
        path.unlink()
    _ledger.remove(path.name)


def sweep(is_there: Callable[[str], bool]) -> None:
    """Delete what was left behind: by sessions that are gone, and what is old.

    Args:
        is_there: says of a session whether somebody sits there now.
    """
    now = time.monotonic()
    for name, upload in _ledger.of_sessions():
        if is_there(upload.session):
            upload.away_since = None
        elif upload.away_since is None:
            upload.away_since = now
        elif now - upload.away_since > _AWAY_SECONDS:
            delete(_folder() / name)
    for left in _folder().iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _KEPT_SECONDS:
                delete(left)


def _name_in(upload: io.BytesIO) -> str | None:
    note = _NOTE_FORM.match(upload.getbuffer()[: len(_NOTE) + 49])
    return note[1].decode() if note else None


def _folder() -> Path:
    folder = home_folder() / "uploads"
    folder.mkdir(exist_ok=True)
    return folder
