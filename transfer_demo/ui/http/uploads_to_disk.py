"""Uploads go to the disk, not into memory.

Streamlit holds each uploaded file in the memory of the web process, and a .zip of a thousand photos
has gigabytes. So this stands in front of Streamlit's own handler, writes the file to disk as it
arrives, and hands Streamlit a short note in its place.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime

from transfer_demo.errors import StoreError
from transfer_demo.images import limits
from transfer_demo.ui.http import uploads
from transfer_demo.ui.http.identity import HEADER, visitor_of

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

# The address to which Streamlit's page sends a file, with one file in each request.
_ADDRESS: Final = "/_stcore/upload_file/"
# What frames the file in a request: its name, and little else.
_FRAME_BYTES: Final = 64 * 1024
_BLOCK_BYTES: Final = 1024 * 1024
_NO_UPLOAD: Final = "This is no upload of one file."
_SECONDS_BETWEEN_SWEEPS: Final = 3600.0


class UploadsToDisk:
    """ASGI middleware that keeps uploaded files out of memory.

    Streamlit's handler still decides whether an upload is allowed: what it refuses is deleted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._next_sweep = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _ADDRESS not in scope["path"]:
            await self._app(scope, receive, send)
            return
        try:
            _check_sender(scope)
            if scope["method"] != "PUT":  # the wish to delete one, or one that Streamlit refuses
                await self._app(scope, receive, send)
                return
            _check_length(scope)
            boundary = _boundary(scope)
            # The event loop serves everybody, so it does not wait for the disk.
            path = await asyncio.to_thread(self._new_path)
            headers = await _write(receive, path, boundary=boundary)
        except _Refused as exc:
            await PlainTextResponse(str(exc), exc.status)(scope, receive, send)
        except (OSError, StoreError) as exc:
            await PlainTextResponse(f"It cannot be kept: {exc}", 507)(scope, receive, send)
        else:
            taken = False
            try:
                note = uploads.note_of(path)
                body = b"--%b\r\n%b\r\n%b\r\n--%b--\r\n" % (boundary, headers, note, boundary)
                taken = await self._hand_over(scope, send, body=body)
            finally:
                if not taken:
                    path.unlink(missing_ok=True)

    async def _hand_over(self, scope: Scope, send: Send, *, body: bytes) -> bool:
        """Give Streamlit the request with a note instead of the file; say whether it took it."""
        taken = False

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def answer(message: Message) -> None:
            nonlocal taken
            if message["type"] == "http.response.start":
                taken = message["status"] < 400
            await send(message)

        headers = [header for header in scope["headers"] if header[0] != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._app({**scope, "headers": headers}, receive, answer)
        return taken

    def _new_path(self) -> Path:
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _SECONDS_BETWEEN_SWEEPS
            uploads.sweep()
        return uploads.new_path()


class _Refused(Exception):
    """An upload that is not taken, with the HTTP status that says so."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


def _boundary(scope: Scope) -> bytes:
    """Return what frames the file in the request.

    What we could not read is refused, and not left to Streamlit: it would hold it in memory.
    """
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    kind, options = parse_options_header(kinds[0] if len(kinds) == 1 else b"")
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _Refused(_NO_UPLOAD, status=400)
    return boundary


def _check_sender(scope: Scope) -> None:
    """Refuse strangers: the session in the address must be there, and be that of the sender.

    A session's name entitles to nothing: it stands in addresses and logs.
    """
    session, _, _ = scope["path"].partition(_ADDRESS)[2].partition("/")
    client = runtime.get_instance().get_client(session) if runtime.exists() else None
    context = client.client_context if client else None
    theirs = dict(context.headers).get(HEADER) if context else None
    if theirs is None or theirs != visitor_of(Headers(scope=scope)):
        raise _Refused("Nobody with this session is here. Reload the page.", status=400)


def _check_length(scope: Scope) -> None:
    """Refuse what is too large, as Streamlit would, but before it fills the disk."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > _most_bytes():
        raise _Refused(f"The file has more than {_most_bytes() // limits.MIB} MB.", status=413)


def _most_bytes() -> int:
    return int(config.get_option("server.maxUploadSize")) * limits.MIB + _FRAME_BYTES


class _OnePart:
    """Takes the one part of a request apart: what it says of itself, and its content in a file."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.parts = 0
        self.whole = False
        self.headers: list[tuple[bytearray, bytearray]] = []

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_begin": lambda: self.headers.append((bytearray(), bytearray())),
            "on_header_field": lambda data, start, end: self.headers[-1][0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self.headers[-1][1].extend(data[start:end]),
            "on_part_data": self._content,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self.parts += 1
        if self.parts > 1:  # at once: a request of a million parts would fill the memory
            raise FormParserError("a second part")

    def _content(self, data: bytes, start: int, end: int) -> None:
        self.file.write(data[start:end])

    def _end(self) -> None:
        self.whole = True


async def _write(receive: Receive, path: Path, *, boundary: bytes) -> bytes:
    """Write the content of the one part of a request; return its headers, each in a line."""
    try:
        with path.open("wb") as file:
            part = _OnePart(file)
            parser = MultipartParser(boundary, part.callbacks())
            async for block in _blocks(receive):
                await asyncio.to_thread(parser.write, block)
        if part.parts != 1 or not part.whole:
            raise _Refused(_NO_UPLOAD, status=400)
    except FormParserError as exc:
        path.unlink(missing_ok=True)
        raise _Refused(_NO_UPLOAD, status=400) from exc
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return b"".join(bytes(name) + b": " + bytes(value) + b"\r\n" for name, value in part.headers)


async def _blocks(receive: Receive) -> AsyncIterator[bytes]:
    """Yield a request in blocks that are worth a thread each."""
    block, size, more = bytearray(), 0, True
    while more:
        message = await receive()
        # Where nobody sends any more, there is no end, and that is what is said of it.
        more = message.get("more_body", False)
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > _most_bytes():
            raise _Refused("The file is larger than was said.", status=413)
        block += chunk
        if len(block) >= _BLOCK_BYTES or not more:
            yield bytes(block)
            block.clear()
