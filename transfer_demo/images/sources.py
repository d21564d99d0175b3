"""Folders, archives and uploads as the same thing: paths, and a picture for each, one at a time."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.archive import Archive
from transfer_demo.images.file_picture import FilePicture, picture_in
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import (
    is_ignored,
    leads_outside,
    path_too_long,
    paths_in_order,
    split_path,
)
from transfer_demo.images.zip_names import known_encoding

_LINKED: Final = "This is a link to another folder, and links are not followed. Copy the folder."
_NOT_LISTED: Final = "This folder cannot be listed: you may not read it."


class Source(Protocol):
    """Files that somebody brought, in order of their paths.

    `name` is what to call the whole in a sentence; `refused` holds, by position, the files that
    are refused before they are read, each with its reason; `empty` are folders without a file, and
    `passed_over` counts what systems leave about: hidden files, thumbnails. `encodings` are those
    in which its names can be read, the one in which they are first; empty where there is no choice.
    """

    @property
    def name(self) -> str: ...
    @property
    def paths(self) -> Sequence[Parts]: ...
    @property
    def refused(self) -> Mapping[int, str]: ...
    @property
    def empty(self) -> Sequence[Parts]: ...
    @property
    def passed_over(self) -> int: ...
    @property
    def encodings(self) -> Sequence[str]: ...

    def picture(self, index: int, *, white: int | None = None) -> FilePicture:
        """Return the picture in one file, as `picture_in` does; raises UnreadableImage."""


class ReadableSource(Source, Protocol):
    """A source whose files can be read here."""

    def text(self, index: int) -> bytes:
        """Return the beginning of one file, for a table of labels; raises UnreadableImage."""


class Folder:
    """The files below a folder, without hidden ones. Linked folders are not followed.

    Raises:
        ImagesError: it holds too many files.
    """

    encodings: Sequence[str] = ()

    def __init__(self, top: Path) -> None:
        self.name = top.resolve().name or str(top)
        self.empty: list[Parts] = []
        self.passed_over = 0
        self._top = top
        # Folders that are not looked into, each with the reason.
        self._closed: dict[Parts, str] = {}
        self.paths = sorted(islice(self._walk(), limits.FILES + 1), key=paths_in_order)
        if len(self.paths) > limits.FILES:
            raise ImagesError(
                f"{top} holds more than {limits.FILES:,} files, the most that are read at once. "
                "Choose a folder with fewer."
            )
        self.refused = {
            index: self._closed[path]
            for index, path in enumerate(self.paths)
            if path in self._closed
        }

    def picture(self, index: int, *, white: int | None = None) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return picture_in(read_file(self._top.joinpath(*self.paths[index])), white=white)

    def text(self, index: int) -> bytes:
        """Return the beginning of one file; raises UnreadableImage."""
        return read_file(self._top.joinpath(*self.paths[index]), most_bytes=limits.TABLE_BYTES)

    def _walk(self) -> Iterator[Parts]:
        for here, folders, files in os.walk(self._top, onerror=self._cannot_be_listed):
            inside = Path(here).relative_to(self._top).parts
            wanted = [name for name in (*folders, *files) if not is_ignored((name,))]
            self.passed_over += len(folders) + len(files) - len(wanted)
            if inside and not wanted:
                self.empty.append(inside)
            closed = {name: why for name in folders if (why := self._why_closed(*inside, name))}
            self._closed |= {(*inside, name): why for name, why in closed.items()}
            folders[:] = [name for name in folders if name in wanted and name not in closed]
            yield from ((*inside, name) for name in wanted if name not in folders)
        # A folder that cannot be listed is not passed over in silence.
        yield from (path for path, why in self._closed.items() if why == _NOT_LISTED)

    def _why_closed(self, *path: str) -> str:
        if len(path) >= limits.PATH_PARTS:
            return f"It lies in more than {limits.PATH_PARTS} folders, one in another. Move it up."
        try:
            linked = self._top.joinpath(*path).is_symlink()
        except OSError:
            return "This folder cannot be opened."
        return _LINKED if linked else ""

    def _cannot_be_listed(self, error: OSError) -> None:
        path = Path(error.filename).relative_to(self._top).parts
        if not path:
            raise ImagesError(f"{self._top} cannot be opened: {error.strerror}.") from error
        self._closed[path] = _NOT_LISTED


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that was sent, with its path: how it is read as a picture, and as text, if it can be.

    `picture` is told the value that means white, or None (see `picture_in`).
    """

    path: str
    picture: Callable[[int | None], FilePicture]
    text: Callable[[], bytes] = bytes  # of no length


def file_on_disk(path: str, place: str) -> SentFile:
    """Return a file that was sent, which lies on the disk in a place of its own."""
    file = Path(place)
    return SentFile(
        path=path,
        picture=lambda white: picture_in(read_file(file), white=white),
        text=lambda: read_file(file, most_bytes=limits.TABLE_BYTES),
    )


class Uploads:
    """Files that were sent with their paths, as a browser sends a folder.

    Each is read when it is asked for, so that they need not be in memory together. Browsers send no
    folder without a file.

    Raises:
        ImagesError: these are too many files.
    """

    name = "The folder"
    empty: Sequence[Parts] = ()
    encodings: Sequence[str] = ()

    def __init__(self, files: Iterable[SentFile]) -> None:
        sent = sorted(
            ((split_path(file.path), file) for file in files),
            key=lambda each: (paths_in_order(each[0]), each[1].path),
        )
        wanted = [(parts, file) for parts, file in sent if parts and not is_ignored(parts)]
        if len(wanted) > limits.FILES:
            raise ImagesError(
                f"These are {len(wanted):,} files; at most {limits.FILES:,} are read at once. "
                "Bring fewer."
            )
        self.passed_over = len(sent) - len(wanted)
        self.paths = [parts for parts, _ in wanted]
        self.refused = {
            index: reason
            for index, (_, file) in enumerate(wanted)
            if (reason := _refusal(file.path)) is not None
        }
        self._files = [file for _, file in wanted]

    def picture(self, index: int, *, white: int | None = None) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return self._files[index].picture(white)

    def text(self, index: int) -> bytes:
        """Return the beginning of one file; raises UnreadableImage."""
        return self._files[index].text()


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


def read_file(path: Path, *, most_bytes: int | None = None) -> bytes:
    """Return a file's bytes, or those at its beginning: just more than the limit, or fewer.

    Raises:
        UnreadableImage: it cannot be read.
    """
    try:
        if not os.path.isfile(path):  # a pipe or a device would never end
            raise UnreadableImage("This is no file that can be read.")
        with path.open("rb") as file:
            return file.read(limits.FILE_BYTES + 1 if most_bytes is None else most_bytes)
    except OSError as exc:
        raise UnreadableImage(f"The file cannot be read: {exc.strerror}.") from exc


@contextmanager
def open_source(path: Path, *, zip_names: str | None = None) -> Iterator[ReadableSource]:
    """Open a folder or a .zip.

    Args:
        zip_names: the encoding of names in a .zip that does not say it; None finds out.

    Raises:
        ImagesError: there is nothing there, or it cannot be opened.
    """
    if zip_names is not None:
        known_encoding(zip_names)
    if os.path.isdir(path):  # false of what may not be looked at, where Path raises
        yield Folder(path)
        return
    if not os.path.isfile(path):
        raise ImagesError(
            f"There is no folder or .zip at {path}. Give the path of a folder with one sub-folder "
            "per class, or of a .zip of such a folder."
        )
    try:
        file = path.open("rb")
    except OSError as exc:
        raise ImagesError(f"{path} cannot be opened: {exc.strerror}.") from exc
    with file:
        yield Archive(file, name=path.name, zip_names=zip_names)
