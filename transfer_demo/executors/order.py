"""A job or a remote call as bytes, without its pictures and models: those follow by their digests.

They are many or large, and the same for all arms of a run, so each travels to a worker at most
once; and to none that can read the file where the store keeps it.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from transfer_demo.images.dataset import AnyPicture, Picture, PictureFile
from transfer_demo.training.model_file import AnyModel, ModelBytes, ModelFile

AnyFile = AnyPicture | AnyModel


class PictureReference(NamedTuple):
    """What stands for a picture in an order. `path` is empty if it is no file of the store's.

    It is text: the machine that reads the order may have another kind of paths.
    """

    digest: str
    path: str
    width: int
    height: int
    look: str

    def file(self) -> PictureFile | None:
        """Return the picture as a file of this machine, if it is there and can be read."""
        path = _here(self)
        if path is None:
            return None
        return PictureFile(
            path=path, width=self.width, height=self.height, digest=self.digest, look=self.look
        )

    def value(self, data: bytes) -> Picture:
        """Return the picture with these bytes."""
        return Picture(
            data=data, width=self.width, height=self.height, digest=self.digest, look=self.look
        )


class ModelReference(NamedTuple):
    """What stands for a trained model in an order, as for a picture."""

    digest: str
    path: str

    def file(self) -> ModelFile | None:
        """Return the model as a file of this machine, if it is there and can be read."""
        path = _here(self)
        return None if path is None else ModelFile(path=path, digest=self.digest)

    def value(self, data: bytes) -> ModelBytes:
        """Return the model with these bytes."""
        return ModelBytes(data=data, digest=self.digest)


Reference = PictureReference | ModelReference

_KINDS = {kind.__name__: kind for kind in (PictureReference, ModelReference)}


@dataclass(frozen=True)
class Order:
    """What travels, and the files of whoever sent it, by digest, for those who lack them."""

    body: bytes
    files: dict[str, AnyFile]


def order_of(value: object) -> Order:
    """Return a value as bytes that name its pictures and models."""
    written = io.BytesIO()
    pickler = _Pickler(written)
    pickler.dump(value)
    return Order(written.getvalue(), pickler.files)


def references(body: bytes) -> list[Reference]:
    """Return what an order names; each file once."""
    found: dict[str, Reference] = {}

    def note(reference: Reference) -> None:
        found[reference.digest] = reference

    value_of(body, note)
    return list(found.values())


def value_of(body: bytes, file: Callable[[Reference], object]) -> Any:
    """Return what an order is about, with what `file` gives for each reference."""
    return _Unpickler(io.BytesIO(body), file).load()


def _path_of(file: AnyFile) -> str:
    return str(file.path) if isinstance(file, PictureFile | ModelFile) else ""


def _here(reference: Reference) -> Path | None:
    """Return the path of a file that can be read on this machine.

    Such files have the digest as their name, so that another one is not taken for it.
    """
    path = Path(reference.path)
    if path.stem != reference.digest:
        return None
    try:
        path.open("rb").close()
    except OSError:  # on another machine, or of another user of this one
        return None
    return path


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.files: dict[str, AnyFile] = {}

    def persistent_id(self, value: Any) -> tuple[Any, ...] | None:
        if isinstance(value, Picture | PictureFile):
            size = value.width, value.height, value.look
            reference: Reference = PictureReference(value.digest, _path_of(value), *size)
        elif isinstance(value, ModelBytes | ModelFile):
            reference = ModelReference(value.digest, _path_of(value))
        else:
            return None
        self.files[value.digest] = value
        return type(reference).__name__, *reference


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, find: Callable[[Reference], object]) -> None:
        super().__init__(file)
        self._find = find

    def persistent_load(self, pid: Any) -> object:
        kind, *values = pid
        return self._find(_KINDS[kind](*values))
