"""File and class names as they may be shown: names only, never paths to write to."""

import hashlib
import re
import unicodedata
from typing import Final

from transfer_demo.images import limits

LONGEST_NAME: Final = 100
# Of the digest that stands in a name which was cut.
_DIGITS_OF_CUT: Final = 6
# Where Python keeps the bytes of a name that are no text.
_BYTES: Final = 0xDC00

_IGNORED: Final = {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}

# No longer than a name is: int() refuses thousands of digits.
_NUMBER: Final = re.compile(r"(\d{1,100})")


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

    macOS writes an accented letter as two characters where others write one. Characters that are
    invisible or turn the direction of writing can hide what a name says, and a byte that is no text
    cannot be written as UTF-8: their codes are shown, as in "cats<200B>".
    """
    whole = name
    # To compose takes time with the square of what belongs to one letter, and the middle of what is
    # far too long is not shown.
    if len(name) > 4 * LONGEST_NAME:
        name = name[: 2 * LONGEST_NAME] + name[-2 * LONGEST_NAME :]
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(char if _can_be_shown(char) else _code(char) for char in composed).strip()
    if len(shown) > LONGEST_NAME or name is not whole:
        # What is left out may be all that tells two names apart.
        told = composed if name is whole else whole
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        middle = f"…{digest[:_DIGITS_OF_CUT]}…"
        shown = shown[: LONGEST_NAME // 2] + middle + shown[len(middle) - LONGEST_NAME // 2 :]
    return shown or "(no name)"


def _can_be_shown(char: str) -> bool:
    joiners = "\u200c\u200d"  # Persian and family emoji are written with these
    return char in joiners or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _code(char: str) -> str:
    """Return what stands for a character that is not shown: two names must not become one."""
    code = ord(char)
    return f"<{code - _BYTES if code - _BYTES in range(256) else code:02X}>"


def stem(file: str) -> str:
    """Return the name of a file without its end: "cat.01" of "cat.01.jpg"."""
    before, dot, after = file.rpartition(".")
    return before if dot and before and after.isalnum() and not after.isdecimal() else file


def ending(file: str) -> str:
    """Return the end of a file's name in small letters, without the dot; empty if it has none."""
    return file[len(stem(file)) + 1 :].lower()


def paths_in_order(path: tuple[str, ...]) -> tuple[object, ...]:
    """Return the key by which paths are sorted, part by part as names are."""
    return tuple(in_order(part) for part in path)


def in_order(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return the key by which names are sorted, as people count: 2 before 10.

    Capitals make no difference.
    """
    parts = _NUMBER.split(name.casefold())
    return [
        (0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts if part
    ], name
