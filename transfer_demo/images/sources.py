"""Folders and archives as the same thing: a list of paths, and bytes for each, one at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.names import is_ignored

Parts = tuple[str, ...]


class Source(Protocol):
    """Files that somebody brought. `name` is what to call the whole in a sentence."""

    name: str
    paths: list[Parts]

    def read(self, index: int) -> bytes:
        """Return the bytes of one file; raises UnreadableImage with the reason."""
        ...


class Folder:
    """The files below a folder, in order, without hidden ones. Linked folders are not followed."""

    def __init__(self, top: Path) -> None:
        self.name = top.name or str(top)
        self._top = top
        self.paths = sorted(self._walk())
        if len(self.paths) > limits.FILES:
            raise ImagesError(
                f"{top} holds {len(self.paths):,} files; at most {limits.FILES:,} are read at "
                "once. Choose a folder with fewer."
            )

    def _walk(self) -> Iterator[Parts]:
        for here, folders, files in os.walk(self._top):
            inside = Path(here).relative_to(self._top).parts
            folders[:] = [folder for folder in folders if not is_ignored((folder,))]
            yield from ((*inside, file) for file in files if not is_ignored((file,)))

    def read(self, index: int) -> bytes:
        return read_file(self._top.joinpath(*self.paths[index]))


def starts_like_a_zip(path: Path) -> bool:
    """Say whether a file claims to be a .zip, by its name or by its first bytes."""
    with path.open("rb") as file:
        return path.suffix.lower() == ".zip" or file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def read_file(path: Path) -> bytes:
    """Return a file's bytes; raises UnreadableImage if it is too large or cannot be read."""
    try:
        if not path.is_file():
            raise UnreadableImage("This is no ordinary file.")
        with path.open("rb") as file:
            # One byte more than allowed is enough for the decoder to refuse it.
            return file.read(limits.FILE_BYTES + 1)
    except OSError as exc:
        raise UnreadableImage(f"The file cannot be read: {exc.strerror}.") from exc


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a folder or a .zip.

    Raises:
        ImagesError: there is nothing there, or it is neither.
    """
    if path.is_dir():
        yield Folder(path)
    elif path.is_file():
        with path.open("rb") as file:
            yield Archive(file, name=path.name)
    else:
        raise ImagesError(
            f"There is no folder or .zip at {path}. Give the path of a folder with one sub-folder "
            "per class, or of a .zip of such a folder."
        )
