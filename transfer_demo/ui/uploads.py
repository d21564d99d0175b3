"""Uploads go to the disk, not into memory.

Streamlit holds each uploaded file in the memory of the web process, and a .zip of a thousand photos
has gigabytes. So this stands in front of Streamlit's own handler, writes the file to disk as it
arrives, and hands Streamlit a short note in its place. `opened` finds the file of a note.
"""

import io
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from transfer_demo.paths import home_folder

# The address to which Streamlit's page sends a file, with one file in each request.
_ADDRESS: Final = "/_stcore/upload_file/"
_NOTE: Final = b"transfer-demo upload "
_NOTE_FORM: Final = re.compile(_NOTE + rb"([0-9a-f]{48})\Z")
# The head of the one part of a request: the name of the file, and little else.
_LONGEST_HEAD: Final = 64 * 1024
_HEAD_END: Final = b"\r\n\r\n"
# Who uploads and then closes the page leaves a file behind.
_KEPT_SECONDS: Final = 6 * 3600.0


class UploadsToDisk:
    """ASGI middleware that keeps uploaded files out of memory.

    Streamlit's handler still decides whether an upload is allowed: what it refuses is deleted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        boundary = _boundary(scope)
        if boundary is None:
            await self._app(scope, receive, send)
            return
        token = secrets.token_hex(24)
        end = b"\r\n--" + boundary + b"--\r\n"
        try:
            head = await _write(receive, _path(token), end=end)
        except OSError as exc:
            await PlainTextResponse(f"No room for it: {exc.strerror}", 507)(scope, receive, send)
            return
        if head is None:
            await PlainTextResponse("This is no upload of one file.", 400)(scope, receive, send)
            return
        body = head + _NOTE + token.encode() + end
        allowed = False

        async def note() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def answer(message: Message) -> None:
            nonlocal allowed
            if message["type"] == "http.response.start":
                allowed = message["status"] < 400
            await send(message)

        try:
            await self._app(_shortened(scope, len(body)), note, answer)
        finally:
            if not allowed:
                _path(token).unlink(missing_ok=True)


@contextmanager
def opened(upload: io.BytesIO) -> Iterator[BinaryIO]:
    """Open an uploaded file for reading, wherever it lies."""
    path = _file_of(upload)
    if path is None:
        yield io.BytesIO(upload.getvalue())
    else:
        with path.open("rb") as file:
            yield file


def discard(upload: io.BytesIO) -> None:
    """Delete the file of an upload that has been read."""
    path = _file_of(upload)
    if path is not None:
        with suppress(OSError):  # it goes later, with what was left behind
            path.unlink()


def _file_of(upload: io.BytesIO) -> Path | None:
    note = _NOTE_FORM.match(upload.getbuffer()[: len(_NOTE) + 49])
    return _path(note[1].decode()) if note else None


def _path(token: str) -> Path:
    return _folder() / token


def _folder() -> Path:
    folder = home_folder() / "uploads"
    folder.mkdir(exist_ok=True)
    return folder


def sweep() -> None:
    """Delete what was uploaded long ago and never read."""
    for left in _folder().iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _KEPT_SECONDS:
                left.unlink()


def _boundary(scope: Scope) -> bytes | None:
    """Return what frames the file in the request, or None if this is no upload."""
    if scope["type"] != "http" or scope["method"] != "PUT" or _ADDRESS not in scope["path"]:
        return None
    kind = dict(scope["headers"]).get(b"content-type", b"")
    found = re.match(rb'multipart/form-data;\s*boundary="?([^";]{1,70})"?\s*\Z', kind)
    return found[1] if found else None


async def _write(receive: Receive, path: Path, *, end: bytes) -> bytes | None:
    """Write the content of the one part of a request; return what stands before the content."""
    head = b""
    with path.open("wb") as file:
        async for chunk in _chunks(receive):
            if _HEAD_END in head:
                file.write(chunk)
                continue
            head += chunk
            if _HEAD_END in head:
                before, between, content = head.partition(_HEAD_END)
                head = before + between
                file.write(content)
            elif len(head) > _LONGEST_HEAD:
                break
        written = file.tell()
    with path.open("rb+") as file:
        file.seek(max(written - len(end), 0))
        whole = _HEAD_END in head and file.read() == end
        file.truncate(max(written - len(end), 0))
    if whole:
        return head
    path.unlink()
    return None


async def _chunks(receive: Receive) -> Any:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _shortened(scope: Scope, length: int) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
    return {**scope, "headers": [*kept, (b"content-length", str(length).encode())]}
