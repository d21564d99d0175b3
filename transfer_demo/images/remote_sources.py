"""What somebody sent, looked through and read in another process."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from transfer_demo.errors import ImagesError, LabelsUnclear, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.code_pages import UTF8
from transfer_demo.images.file_picture import FilePicture
from transfer_demo.images.layout.location import LabelSource, Layout
from transfer_demo.images.reader_pool import ReaderLost, ReaderPool, picture_told
from transfer_demo.images.sources import SentFile, Source, Uploads

Place = Callable[[], Path]
"""Tells where a file lies; raises UnreadableImage if it is gone."""


class RemoteSource(Source, Protocol):
    """A source that another process can look through."""

    def layout(self, *, labels: LabelSource | None = None, ask: bool = False) -> Layout:
        """Return how its files lie, as `layout_of` does; raises LabelsUnclear like it."""


class RemoteArchive:
    """The files of a .zip, like those of an `Archive`.

    Raises:
        ImagesError: see `Archive`.
    """

    def __init__(
        self,
        pool: ReaderPool,
        path: Path,
        *,
        name: str,
        zip_names: str | None = None,
        owner: str = "",
    ) -> None:
        self.name = name
        self._pool = pool
        self._request = {"path": str(path), "name": name, "zip_names": zip_names}
        self._owner = owner
        told = _asked(
            pool,
            {**self._request, "do": "archive"},
            owner,
            lost=lambda why: (
                f"{name} cannot be opened: {why} Zip the folder of images again, or "
                "bring the images without a .zip."
            ),
        )
        self.paths: list[tuple[str, ...]] = [tuple(parts) for parts in told["paths"]]
        self.refused: dict[int, str] = dict(told["refused"])
        self.empty: list[tuple[str, ...]] = [tuple(parts) for parts in told["empty"]]
        self.passed_over: int = told["passed_over"]
        self.encodings: list[str] = told["encodings"]

    def picture(self, index: int, *, white: int | None = None) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        request = {**self._request, "do": "entry", "index": index, "white": white}
        return picture_told(self._pool.ask_for_a_file(request, self._owner))

    def layout(self, *, labels: LabelSource | None = None, ask: bool = False) -> Layout:
        """Return how its files lie; raises LabelsUnclear like `layout_of`."""
        request = {**self._request, "do": "archive_layout", "labels": labels, "ask": ask}
        return _layout(self._pool, request, self._owner, name=self.name)


class RemoteFiles(Uploads):
    """Files that were sent, each with its path and with what tells where it lies.

    Raises:
        ImagesError: these are too many files.
    """

    def __init__(
        self, pool: ReaderPool, files: Iterable[tuple[str, Place]], *, owner: str = ""
    ) -> None:
        self._pool = pool
        self._sent = list(files)
        self._owner = owner
        super().__init__(
            SentFile(path=path, picture=partial(self._read, place)) for path, place in self._sent
        )

    def layout(self, *, labels: LabelSource | None = None, ask: bool = False) -> Layout:
        """Return how its files lie; raises LabelsUnclear like `layout_of`."""
        files = [(path, _where(place)) for path, place in self._sent]
        request = {"do": "files_layout", "files": files, "labels": labels, "ask": ask}
        return _layout(self._pool, request, self._owner, name=self.name)

    def _read(self, place: Place, white: int | None) -> FilePicture:
        return self._pool.picture(place(), white=white, owner=self._owner)


def layout_asked_for(source: RemoteSource, *, labels: LabelSource | None) -> Layout:
    """Return how files lie; where that, or what their names say, is in doubt somebody is asked.

    Args:
        labels: what gives the labels, once somebody has said it.

    Raises:
        LabelsUnclear: nobody has said it, and it is in doubt.
    """
    try:
        layout = source.layout(labels=labels, ask=labels is None)
    except LabelsUnclear as exc:
        exc.encodings = tuple(source.encodings)
        raise
    if labels is None and source.encodings and source.encodings[0] != UTF8:
        raise LabelsUnclear(
            f"{source.name} does not say in which alphabet its names are.",
            why="The .zip does not say in which alphabet its names are.",
            layouts=[layout],
            encodings=source.encodings,
        )
    return layout


def _where(place: Place) -> str:
    """Return where a file lies; nowhere if it is gone, which is said when it is read."""
    try:
        return str(place())
    except UnreadableImage:
        return ""


def _layout(pool: ReaderPool, request: Mapping[str, Any], owner: str, *, name: str) -> Layout:
    told = _asked(pool, request, owner, lost=lambda why: f"{name} cannot be looked through: {why}")
    return Layout.from_dict(told["layout"])


def _asked(
    pool: ReaderPool, request: Mapping[str, Any], owner: str, *, lost: Callable[[str], str]
) -> Mapping[str, Any]:
    """Return what is told of many files.

    Raises:
        LabelsUnclear: somebody has to say what gives their labels.
        ImagesError: there is a problem; `lost` says it where there is no answer, told why.
    """
    try:
        told, _ = pool.ask(request, owner, seconds=limits.ARCHIVE_SECONDS)
    except ReaderLost as exc:
        raise ImagesError(lost(str(exc))) from exc
    if "offered" in told:
        offered = [Layout.from_dict(each) for each in told["offered"]]
        raise LabelsUnclear(told["problem"], why=told["why"], layouts=offered)
    if "problem" in told:
        raise ImagesError(told["problem"])
    return told
