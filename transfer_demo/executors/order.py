"""A job or a remote call as bytes, without its pictures: those follow by their digests.

They are many and the same for all arms of a run, so each travels to a worker at most once; and to
none that can read the file where the store keeps it.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from transfer_demo.images.dataset import AnyPicture, Picture, PictureFile


class Reference(NamedTuple):
    """What stands for a picture in an order. `path` is empty if it is no file of the store's.

    It is text: the machine that reads the order may have another kind of paths.
    """

    digest: str
    width: int
    height: int
    look: str
    path: str

    def file(self) -> PictureFile | None:
        """Return the picture as a file of this machine, if it is there and can be read.

        Such files have the digest as their name, so that another one is not taken for it.
        """
        path = Path(self.path)
        if path.stem != self.digest:
            return None
        try:
            path.open("rb").close()
        except OSError:  # on another machine, or of another user of this one
            return None
        return PictureFile(
            path=path, width=self.width, height=self.height, digest=self.digest, look=self.look
        )

    def picture(self, data: bytes) -> Picture:
        """Return the picture with these bytes."""
        return Picture(
            data=data, width=self.width, height=self.height, digest=self.digest, look=self.look
        )


@dataclass(frozen=True)
class Order:
    """What travels, and the pictures of whoever sent it, by digest, for those who lack them."""

    body: bytes
    pictures: dict[str, AnyPicture]


def order_of(value: object) -> Order:
    """Return a value as bytes that name its pictures."""
    written = io.BytesIO()
    pickler = _Pickler(written)
    pickler.dump(value)
    return Order(written.getvalue(), pickler.pictures)


def references(body: bytes) -> list[Reference]:
    """Return what an order names; each picture once."""
    found: dict[str, Reference] = {}

    def note(reference: Reference) -> None:
        found[reference.digest] = reference

    value_of(body, note)
    return list(found.values())


def value_of(body: bytes, picture: Callable[[Reference], object]) -> Any:
    """Return what an order is about, with what `picture` gives for each picture."""
    return _Unpickler(io.BytesIO(body), picture).load()


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.pictures: dict[str, AnyPicture] = {}

    def persistent_id(self, value: Any) -> tuple[Any, ...] | None:
        if not isinstance(value, Picture | PictureFile):
            return None
        self.pictures[value.digest] = value
        path = str(value.path) if isinstance(value, PictureFile) else ""
        return tuple(Reference(value.digest, value.width, value.height, value.look, path))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, picture: Callable[[Reference], object]) -> None:
        super().__init__(file)
        self._picture = picture

    def persistent_load(self, reference: Any) -> object:
        return self._picture(Reference(*reference))
