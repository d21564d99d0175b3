"""Zip archives, read without trust: nothing goes to disk, sizes are counted, not believed."""

import zipfile
from collections.abc import Sequence
from itertools import pairwise
from typing import BinaryIO, Final

from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.file_picture import FilePicture, picture_in
from transfer_demo.images.formats import KIND_BYTES, other_kind
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import (
    ending,
    is_ignored,
    leads_outside,
    path_too_long,
    paths_in_order,
    split_path,
)
from transfer_demo.images.zip_names import read_paths

# Other methods unpack a block of any size in one step, before it could be counted.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_CHUNK_BYTES: Final = 256 * 1024
# Deeper files are refused.
_DEEPEST: Final = limits.PATH_PARTS + 1

# Python reads a directory whole or not at all, so its end record is read first, and by Python's own
# function: another one might find another record in a file that was made for that. The places in
# it are those of the format (APPNOTE 4.3.16).
_end_record = zipfile._EndRecData  # type: ignore[attr-defined]
_ENTRIES: Final = 4
_DIRECTORY_BYTES: Final = 5
_LONGEST_PATH_BYTES: Final = 65_535


class Archive:
    """The files of a .zip, in order of their paths, read one at a time.

    `encodings` are those in which its names can be read, the one in which they are first; empty
    where there is nothing to choose.

    Args:
        zip_names: the encoding of names that do not say theirs; None takes the likeliest.

    Raises:
        ImagesError: it is no .zip, it is broken, or it holds too many files, or its names are in
            another encoding.
    """

    def __init__(self, file: BinaryIO, *, name: str, zip_names: str | None = None) -> None:
        self.name = name
        _check_directory(file, name=name)
        try:
            self._zip = zipfile.ZipFile(file)
        except Exception as exc:  # BadZipFile, and whatever a broken directory makes it raise
            raise ImagesError(_no_zip(file, name=name)) from exc
        infos = self._zip.infolist()
        paths, self.encodings = read_paths(infos, zip_names=zip_names)
        every = sorted(
            ((split_path(path), path, info) for path, info in zip(paths, infos, strict=True)),
            key=lambda entry: paths_in_order(entry[0]),
        )
        entries = [entry for entry in every if entry[0] and not is_ignored(entry[0])]
        files = [entry for entry in entries if not entry[2].is_dir()]
        if len(files) > limits.FILES:
            raise ImagesError(
                f"{name} holds {len(files):,} files; at most {limits.FILES:,} are read at once. "
                "Make several .zip files, or leave images out."
            )
        if files and all(ending(parts[-1]) == "npy" for parts, _, _ in files):
            raise ImagesError(
                f"{name} is a NumPy archive (.npz): numbers, and not pictures. Save each picture "
                "as JPEG or PNG, in one sub-folder per class."
            )
        self.paths = [parts for parts, _, _ in files]
        self.empty = _empty([parts for parts, _, _ in entries], files=self.paths)
        self.passed_over = len(every) - len(entries)
        self._entries = [info for _, _, info in files]
        self.refused = {
            index: reason
            for index, (_, path, info) in enumerate(files)
            if (reason := _refusal(info, path)) is not None
        }
        # The directory may claim any packed size; from one file's header to the next is what there
        # really is. Files that overlap, to be unpacked many times over, have next to nothing.
        starts = sorted({info.header_offset for info in self._zip.infolist()})
        starts.append(file.seek(0, 2))
        self._room = {start: end - start for start, end in pairwise(starts)}
        self._unpacked = 0

    def picture(self, index: int, *, white: int | None = None) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return picture_in(self.read(index), white=white)

    def text(self, index: int) -> bytes:
        """Return the beginning of one file; raises UnreadableImage."""
        return self.read(index, most_bytes=limits.TABLE_BYTES)

    def read(self, index: int, *, most_bytes: int | None = None) -> bytes:
        """Return the bytes of one file, or those at its beginning.

        Raises:
            UnreadableImage: it turns out too large.
        """
        info = self._entries[index]
        packed = self._room[info.header_offset]
        data = bytearray()
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK_BYTES):
                    data += chunk
                    if most_bytes is not None and len(data) >= most_bytes:
                        return bytes(data[:most_bytes])
                    self._count(len(chunk), file_so_far=len(data), packed=packed)
        except UnreadableImage:
            raise
        except Exception as exc:
            # zipfile raises BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ...
            raise UnreadableImage("The file is damaged inside the .zip.") from exc
        return bytes(data)

    def _count(self, chunk: int, *, file_so_far: int, packed: int) -> None:
        self._unpacked += chunk
        if self._unpacked > limits.ZIP_TOTAL_BYTES:
            raise UnreadableImage(
                f"The .zip unpacks to more than {limits.ZIP_TOTAL_BYTES // limits.GIB} GB; "
                "the rest of it is not read."
            )
        if file_so_far > limits.FILE_BYTES:
            raise UnreadableImage(
                f"The file unpacks to more than {limits.FILE_BYTES // limits.MIB} MB, "
                "the most that is read."
            )
        if file_so_far > max(limits.ZIP_RATIO_FROM_BYTES, packed * limits.ZIP_RATIO):
            raise UnreadableImage(
                f"The file unpacks to more than {limits.ZIP_RATIO} times its size in the .zip, "
                "as a zip bomb does."
            )


def _check_directory(file: BinaryIO, *, name: str) -> None:
    """Refuse a .zip by the end record of its directory, before the directory is read."""
    try:
        record = _end_record(file)
    except Exception:
        record = None
    if record is None or record[_DIRECTORY_BYTES] > file.seek(0, 2):
        return  # it is no .zip, which is said when it is opened
    entries, directory_bytes = record[_ENTRIES], record[_DIRECTORY_BYTES]
    if entries > limits.ZIP_ENTRIES:
        raise ImagesError(
            f"{name} lists {entries:,} files and folders; at most {limits.FILES:,} files are read "
            "at once. Make several .zip files, or leave images out."
        )
    # What the record says is not believed: as much is read as there is, whatever number it names.
    if directory_bytes > entries * limits.ZIP_ENTRY_BYTES + _LONGEST_PATH_BYTES:
        raise ImagesError(
            f"The list of files in {name} is far too long for the {entries:,} that it names, as in "
            "no honest archive. Zip the folder of images again."
        )


def _no_zip(file: BinaryIO, *, name: str) -> str:
    """Say what a file is that cannot be opened as a .zip."""
    file.seek(0)
    other = other_kind(file.read(KIND_BYTES))
    if other is not None:
        return (
            f"{name} is no .zip: it is {other}. Unpack it, if it is an archive, and bring a folder "
            "or a .zip with one sub-folder per class and pictures inside."
        )
    return (
        f"{name} is no .zip that can be opened: it is damaged, cut short, or something else. Zip "
        "the folder of images again."
    )


def _empty(entries: Sequence[Parts], *, files: Sequence[Parts]) -> list[Parts]:
    """Return the folders without anything in them."""
    of_files = {path[:depth] for path in files for depth in range(1, min(len(path), _DEEPEST))}
    around = {path[:-1] for path in entries}
    return sorted(set(entries) - of_files - around - set(files))


def _refusal(info: zipfile.ZipInfo, path: str) -> str | None:
    """Return why an entry is not even opened, from what the directory says of it."""
    if leads_outside(path):
        return "Its path leads out of the .zip, which no honest archive does."
    if info.flag_bits & _ENCRYPTED:
        return "The file is encrypted. Make a .zip without a password."
    if info.compress_type not in _METHODS:
        return "The file is packed by an unusual method. Make an ordinary .zip (deflate)."
    if path.lower().endswith(".zip"):
        return "This is a .zip inside a .zip. Unpack it first."
    return path_too_long(path)
