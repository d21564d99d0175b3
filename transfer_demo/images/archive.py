"""Zip archives, read without trust: nothing goes to disk, sizes are counted, not believed."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.names import is_ignored, leads_outside, split_path

Parts = tuple[str, ...]

# Other methods unpack a block of any size in one step, before it could be counted.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_CHUNK_BYTES: Final = 256 * 1024


class Archive:
    """The files of a .zip, in order of their paths, read one at a time.

    Raises:
        ImagesError: it is no .zip, it is broken, or it holds too many files.
    """

    def __init__(self, file: BinaryIO, *, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(file)
        except Exception as exc:  # BadZipFile, and whatever a broken directory makes it raise
            raise ImagesError(
                f"{name} is no .zip that can be opened: it is damaged, cut short, or something "
                "else. Zip the folder of images again."
            ) from exc
        entries = [(split_path(info.filename), info) for info in self._zip.infolist()]
        entries = [
            (parts, info)
            for parts, info in entries
            if parts and not info.is_dir() and not is_ignored(_inside(parts))
        ]
        if len(entries) > limits.FILES:
            raise ImagesError(
                f"{name} holds {len(entries):,} files; at most {limits.FILES:,} are read at once."
            )
        entries.sort(key=lambda entry: entry[0])
        self.paths: list[Parts] = [_inside(parts) for parts, _ in entries]
        self._entries = [info for _, info in entries]
        self._size = file.seek(0, 2)
        self._unpacked = 0

    def read(self, index: int) -> bytes:
        info = self._entries[index]
        _check(info)
        packed = min(info.compress_size, self._size)
        try:
            data = bytearray()
            for chunk in self._chunks(info):
                data += chunk
                self._count(len(chunk), unpacked=len(data), packed=packed)
            return bytes(data)
        except UnreadableImage:
            raise
        except Exception as exc:
            # zipfile raises BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ...
            raise UnreadableImage("The file is damaged inside the .zip.") from exc

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        with self._zip.open(info) as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    def _count(self, chunk: int, *, unpacked: int, packed: int) -> None:
        self._unpacked += chunk
        if self._unpacked > limits.ZIP_TOTAL_BYTES:
            raise UnreadableImage(
                f"The .zip unpacks to more than {limits.ZIP_TOTAL_BYTES // limits.GIB} GB; "
                "the rest of it is not read."
            )
        if unpacked > limits.FILE_BYTES:
            raise UnreadableImage(
                f"The file unpacks to more than {limits.FILE_BYTES // limits.MIB} MB, "
                "the most that is read."
            )
        if unpacked > max(limits.ZIP_RATIO_FROM_BYTES, packed * limits.ZIP_RATIO):
            raise UnreadableImage(
                f"The file unpacks to more than {limits.ZIP_RATIO} times its size in the .zip, "
                "as a zip bomb does."
            )


def _inside(parts: Parts) -> Parts:
    return tuple(part for part in parts if part != "..")


def _check(info: zipfile.ZipInfo) -> None:
    if leads_outside(info.filename):
        raise UnreadableImage("Its path leads out of the .zip, which no honest archive does.")
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableImage("The file is encrypted. Make a .zip without a password.")
    if info.compress_type not in _METHODS:
        raise UnreadableImage(
            "The file is packed by an unusual method. Make an ordinary .zip (deflate)."
        )
    if info.filename.lower().endswith(".zip"):
        raise UnreadableImage("This is a .zip inside a .zip. Unpack it first.")
