"""File and class names as they may be shown: names only, never paths to write to."""

import re
import unicodedata
from typing import Final

from transfer_demo.images import limits

LONGEST_NAME: Final = 100

_IGNORED: Final = {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}


def split_path(path: str) -> tuple[str, ...]:
    """Return the parts of a path from any system; `.` and empty parts fall away."""
    return tuple(part for part in re.split(r"[/\\]", path) if part not in ("", "."))


def is_ignored(parts: tuple[str, ...]) -> bool:
    """Say whether a path is one of those that systems leave about: hidden files, thumbnails."""
    hidden = (part.startswith(".") and part != ".." for part in parts)
    return any(hidden) or any(part.lower() in _IGNORED for part in parts)


def leads_outside(path: str) -> bool:
    """Say whether a path in an archive points out of it: `..`, a drive, the top of the disk."""
    first = path[:1]
    drive = re.match(r"[A-Za-z]:", path)
    return first in ("/", "\\") or bool(drive) or ".." in re.split(r"[/\\]", path)


def path_too_long(path: str) -> str | None:
    """Return why a path in what somebody sent is too long, or None."""
    if len(path) > limits.PATH_CHARACTERS:
        return f"Its path has more than {limits.PATH_CHARACTERS:,} characters. Shorten it."
    if len(split_path(path)) > limits.PATH_PARTS:
        return f"It lies in more than {limits.PATH_PARTS} folders, one in another. Move it up."
    return None


def display_name(path: str) -> str:
    """Return the last part of a path, fit to be shown."""
    parts = [part for part in split_path(path) if part != ".."]
    return clean(parts[-1]) if parts else "(no name)"


def clean_path(path: str) -> str:
    """Return a whole path with `/` between its parts, fit to be shown."""
    top = "/" if path[:1] in ("/", "\\") else ""
    return top + "/".join(clean(part) for part in split_path(path))


def clean(name: str) -> str:
    """Return a name without what cannot be shown or stored, the same on every system.

    macOS writes an accented letter as two characters where others write one; characters that are
    invisible or turn the direction of writing can hide what a name says; a byte that is no text
    cannot be written as UTF-8.
    """
    # To compose takes time with the square of what belongs to one letter, and the middle of what is
    # far too long is not shown.
    if len(name) > 4 * LONGEST_NAME:
        name = name[: 2 * LONGEST_NAME] + name[-2 * LONGEST_NAME :]
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(char if _can_be_shown(char) else "\ufffd" for char in composed).strip()
    if len(shown) > LONGEST_NAME:
        shown = shown[: LONGEST_NAME // 2] + "…" + shown[-(LONGEST_NAME // 2 - 1) :]
    return shown or "(no name)"


def _can_be_shown(char: str) -> bool:
    joiners = "\u200c\u200d"  # Persian and family emoji are written with these
    return char in joiners or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def in_order(name: str) -> tuple[str, str]:
    """Return the key by which names are sorted: capitals make no difference."""
    return name.casefold(), name
