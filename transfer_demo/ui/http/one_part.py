"""The one part of an upload: a file, and what is said of it."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from python_multipart.exceptions import FormParserError

from transfer_demo.ui.http import uploads

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

# What frames the file in a request: its name, and little else.
FRAME_BYTES: Final = 64 * 1024
_MOST_HEADERS: Final = 16


class OnePart:
    """Takes the one part of a request apart: what it says of itself, and its content in a file.

    Where the content cannot be kept, `problem` says why, and the rest of it is passed over: a
    browser listens only when it has sent everything.
    """

    def __init__(self) -> None:
        self.path: Path | None = None
        self.problem = ""
        self.parts = 0
        self.whole = False
        self._file: BinaryIO | None = None
        self._headers: list[tuple[bytearray, bytearray]] = []
        self._room = FRAME_BYTES

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_begin": lambda: self._headers.append((bytearray(), bytearray())),
            "on_header_field": lambda data, start, end: self._header(0, data[start:end]),
            "on_header_value": lambda data, start, end: self._header(1, data[start:end]),
            "on_part_data": lambda data, start, end: self._content(data[start:end]),
            "on_end": self._end,
        }

    def head(self) -> bytes:
        """Return the headers of the part, each in a line."""
        return b"".join(
            bytes(name) + b": " + bytes(value) + b"\r\n" for name, value in self._headers
        )

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self.parts += 1
        if self.parts > 1:  # at once: a request of a million parts would fill the memory
            raise FormParserError("a second part")

    def _header(self, place: int, data: bytes) -> None:
        self._room -= len(data) + 1
        if self._room < 0 or len(self._headers) > _MOST_HEADERS:
            raise FormParserError("more about the file than the file")
        self._headers[-1][place].extend(data)

    def _content(self, data: bytes) -> None:
        if self.problem or self.path is None:
            return
        try:
            uploads.grow(self.path, len(data))
            if self._file is None:
                self._file = self.path.open("wb")
            self._file.write(data)
        except uploads.Full as exc:
            self.problem = str(exc)
        except OSError as exc:
            self.problem = f"The file cannot be kept: {exc.strerror}. Try again later."

    def _end(self) -> None:
        self.whole = True
        if self._file is None and self.path is not None and not self.problem:
            self.path.touch()  # it is empty
