"""Zip archives, read without trust: nothing goes to disk, sizes are counted, not believed."""

import zipfile
from itertools import pairwise
from typing import BinaryIO, Final

from transfer_demo.errors import ImagesError, UnreadableImage
from transfer_demo.images import limits
from transfer_demo.images.file_picture import FilePicture, picture_in
from transfer_demo.images.names import is_ignored, leads_outside, path_too_long, split_path

# Other methods unpack a block of any size in one step, before it could be counted.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_CHUNK_BYTES: Final = 256 * 1024

# Python reads a directory whole or not at all, so its end record is read first, and by Python's own
# function: another one might find another record in a file that was made for that. The places in
# it are those of the format (APPNOTE 4.3.16).
_end_record = zipfile._EndRecData  # type: ignore[attr-defined]
_ENTRIES: Final = 4
_DIRECTORY_BYTES: Final = 5
_LONGEST_PATH_BYTES: Final = 65_535


class Archive:
    """The files of a .zip, in order of their paths, read one at a time.

    Raises:
        ImagesError: it is no .zip, it is broken, or it holds too many files.
    """

    def __init__(self, file: BinaryIO, *, name: str) -> None:
        self.name = name
        _check_directory(file, name=name)
        try:
            self._zip = zipfile.ZipFile(file)
        except Exception as exc:  # BadZipFile, and whatever a broken directory makes it raise
            raise ImagesError(
                f"{name} is no .zip that can be opened: it is damaged, cut short, or something "
                "else. Zip the folder of images again."
            ) from exc
        entries = sorted(
            ((split_path(info.filename), info) for info in self._zip.infolist()),
            key=lambda entry: entry[0],
        )
        entries = [
            (parts, info)
            for parts, info in entries
            if parts and not info.is_dir() and not is_ignored(parts)
        ]
        if len(entries) > limits.FILES:
            raise ImagesError(
                f"{name} holds {len(entries):,} files; at most {limits.FILES:,} are read at once. "
                "Make several .zip files, or leave images out."
            )
        self.paths = [parts for parts, _ in entries]
        self._entries = [info for _, info in entries]
        self.refused = {
            index: reason
            for index, info in enumerate(self._entries)
            if (reason := _refusal(info)) is not None
        }
        # The directory may claim any packed size; from one file's header to the next is what there
        # really is. Files that overlap, to be unpacked many times over, have next to nothing.
        starts = sorted({info.header_offset for info in self._zip.infolist()})
        starts.append(file.seek(0, 2))
        self._room = {start: end - start for start, end in pairwise(starts)}
        self._unpacked = 0

    def picture(self, index: int) -> FilePicture:
        """Return the picture in one file; raises UnreadableImage with the reason."""
        return picture_in(self.read(index))

    def read(self, index: int) -> bytes:
        """Return the bytes of one file; raises UnreadableImage once it turns out too large."""
        info = self._entries[index]
        packed = self._room[info.header_offset]
        data = bytearray()
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(_CHUNK_BYTES):
                    data += chunk
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


def _refusal(info: zipfile.ZipInfo) -> str | None:
    """Return why an entry is not even opened, from what the directory says of it."""
    if leads_outside(info.filename):
        return "Its path leads out of the .zip, which no honest archive does."
    if info.flag_bits & _ENCRYPTED:
        return "The file is encrypted. Make a .zip without a password."
    if info.compress_type not in _METHODS:
        return "The file is packed by an unusual method. Make an ordinary .zip (deflate)."
    if info.filename.lower().endswith(".zip"):
        return "This is a .zip inside a .zip. Unpack it first."
    return path_too_long(info.filename)
