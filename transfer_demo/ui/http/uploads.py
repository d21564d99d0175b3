"""The files of uploads: on the disk until they are read, each under a name that nobody guesses.

Streamlit gets a short note in place of a file. `opened` finds the file of a note.
"""

import io
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from transfer_demo.paths import home_folder

_NOTE: Final = b"transfer-demo upload "
_NOTE_FORM: Final = re.compile(_NOTE + rb"([0-9a-f]{48})\Z")
# Who uploads and then closes the page leaves a file behind.
_KEPT_SECONDS: Final = 6 * 3600.0


def new_path() -> Path:
    """Return where the next upload is to be written."""
    return _folder() / secrets.token_hex(24)


def note_of(path: Path) -> bytes:
    """Return what Streamlit is given in place of this file."""
    return _NOTE + path.name.encode()


@contextmanager
def opened(upload: io.BytesIO) -> Iterator[BinaryIO]:
    """Open an uploaded file for reading, wherever it lies."""
    path = _file_of(upload)
    if path is None:
        yield io.BytesIO(upload.getvalue())
    else:
        with path.open("rb") as file:
            yield file


def discard(upload: io.BytesIO) -> None:
    """Delete the file of an upload that has been read."""
    path = _file_of(upload)
    if path is not None:
        with suppress(OSError):  # it goes later, with what was left behind
            path.unlink()


def _file_of(upload: io.BytesIO) -> Path | None:
    note = _NOTE_FORM.match(upload.getbuffer()[: len(_NOTE) + 49])
    return _folder() / note[1].decode() if note else None


def _folder() -> Path:
    folder = home_folder() / "uploads"
    folder.mkdir(exist_ok=True)
    return folder


def sweep() -> None:
    """Delete what was uploaded long ago and never read."""
    for left in _folder().iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _KEPT_SECONDS:
                left.unlink()
