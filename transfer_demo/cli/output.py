"""The file that a command writes its result to; "-" is stdout."""

import json
import os
import sys
from pathlib import Path
from typing import Any, Final

from transfer_demo.errors import TransferDemoError

STDOUT: Final = "-"


def check_file(name: str | None, *, kind: str) -> None:
    """Raise, before a training is spent on it, if the file could not be written.

    Args:
        name: of the file; None if nothing is to be written.
        kind: of what will be in it, for the message.
    """
    if name is None or name == STDOUT:
        return
    file = Path(name)
    if file.is_dir():
        raise TransferDemoError(
            f"The {kind} cannot be written to {file}, which is a folder. Name a file in it."
        )
    folder = file.resolve().parent
    if not folder.is_dir():
        raise TransferDemoError(
            f"The {kind} cannot be written: there is no folder {file.parent}. Make it first, or "
            "name a file in another one."
        )
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise TransferDemoError(
            f"The {kind} cannot be written to {file}: you may not write there. Name a file in a "
            "folder of yours."
        )


def make_folder(name: str, *, kind: str) -> Path:
    """Make a folder, before a training is spent on what will be in it, and return it."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise TransferDemoError(
            f"The {kind} cannot be written to {folder}: it is no folder, or you may not write "
            "there. Name a folder of yours."
        )
    return folder


def write_json(name: str, values: dict[str, Any]) -> None:
    """Write plain values as JSON."""
    write(name, json.dumps(values, indent=2) + "\n", kind="JSON")


def write(name: str, text: str, *, kind: str) -> None:
    """Write a text as it is, its line breaks included."""
    if name == STDOUT:
        # The text layer of Windows would turn the line breaks of CSV into something else.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        return
    try:
        Path(name).write_text(text, encoding="utf-8", newline="")
    except OSError as exc:
        raise TransferDemoError(
            f"The {kind} cannot be written to {name} ({exc.strerror}). What was measured stands "
            "above; make room, or name a file elsewhere the next time."
        ) from exc
