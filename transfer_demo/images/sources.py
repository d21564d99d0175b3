"""Folders, archives and uploads as the same thing: paths, and a picture for each, one at a time."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.file_picture import Fetch, FilePicture, picture_in
from transfer_demo.images.names import is_ignored, leads_outside, path_too_long, split_path


class Source(Protocol):
    """Files that somebody brought, in order of their paths.

    `name` is what to call the whole in a sentence; `refused` holds, by position, the files that
    are refused before they are read, each with its reason.
    """

    @property
    def name(self) -> str: ...
    @property
    def paths(self) -> list[tuple[str, ...]]: ...
    @property
    def refused(self) -> Mapping[int, str]: ...

    def picture(self, index: int) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""


class Folder:
    """The files below a folder, without hidden ones. Linked folders are not followed.

    Raises:
        ImagesError: it holds too many files.
    """

    refused: Mapping[int, str] = {}

    def __init__(self, top: Path) -> None:
        self.name = top.resolve().name or str(top)
        self._top = top
        self.paths = sorted(islice(self._walk(), limits.FILES + 1))
        if len(self.paths) > limits.FILES:
            raise ImagesError(
                f"{top} holds more than {limits.FILES:,} files, the most that are read at once. "
                "Choose a folder with fewer."
            )

    def picture(self, index: int) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return picture_in(read_file(self._top.joinpath(*self.paths[index])))

    def _walk(self) -> Iterator[tuple[str, ...]]:
        closed: list[str] = []
        for here, folders, files in os.walk(self._top, onerror=lambda e: closed.append(e.filename)):
            inside = Path(here).relative_to(self._top).parts
            folders[:] = [folder for folder in folders if not is_ignored((folder,))]
            yield from ((*inside, file) for file in files if not is_ignored((file,)))
        # A folder that cannot be listed is not passed over in silence: `picture` refuses it.
        yield from (Path(folder).relative_to(self._top).parts for folder in closed)


class Uploads:
    """Files that were sent with their paths, as a browser sends a folder.

    Each comes with a function that reads it, so that they need not be in memory together.
    """

    name = "The folder"

    def __init__(self, files: Iterable[tuple[str, Fetch]]) -> None:
        entries = sorted(
            ((split_path(path), path, fetch) for path, fetch in files), key=lambda entry: entry[:2]
        )
        entries = [entry for entry in entries if entry[0] and not is_ignored(entry[0])]
        if len(entries) > limits.FILES:
            raise ImagesError(
                f"These are {len(entries):,} files; at most {limits.FILES:,} are read at once. "
                "Bring fewer."
            )
        self.paths = [parts for parts, _, _ in entries]
        self.refused = {
            index: reason
            for index, (_, path, _) in enumerate(entries)
            if (reason := _refusal(path)) is not None
        }
        self._fetch = [fetch for _, _, fetch in entries]

    def picture(self, index: int) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return self._fetch[index]()


def _refusal(path: str) -> str | None:
    if leads_outside(path):
        return "Its path leads out of the folder."
    return path_too_long(path)


def starts_like_a_zip(path: Path) -> bool:
    """Say whether a file claims to be a .zip, by its name or by its first bytes."""
    if path.suffix.lower() == ".zip":
        return True
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def read_file(path: Path) -> bytes:
    """Return a file's bytes, or just more than the limit; raises UnreadableImage."""
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise UnreadableImage("This is no file that can be read.")
        with path.open("rb") as file:
            return file.read(limits.FILE_BYTES + 1)
    except OSError as exc:
        raise UnreadableImage(f"The file cannot be read: {exc.strerror}.") from exc


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a folder or a .zip.

    Raises:
        ImagesError: there is nothing there, or it cannot be opened.
    """
    if path.is_dir():
        yield Folder(path)
        return
    if not path.is_file():
        raise ImagesError(
            f"There is no folder or .zip at {path}. Give the path of a folder with one sub-folder "
            "per class, or of a .zip of such a folder."
        )
    try:
        file = path.open("rb")
    except OSError as exc:
        raise ImagesError(f"{path} cannot be opened: {exc.strerror}.") from exc
    with file:
        yield Archive(file, name=path.name)
