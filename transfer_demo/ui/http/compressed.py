"""The program that each new browser loads, compressed once for all of them.

Streamlit sends it as it lies on the disk, because to compress it for each browser costs more than
it saves. Its files do not change while the server runs.
"""

import asyncio
import gzip
import posixpath
from typing import Final, NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOLDERS: Final = ("/static/", "/component/", "/_stcore/bidi-components/")
_TEXTS: Final = ("text/", "application/javascript", "application/json", "image/svg+xml")
_SMALLEST_BYTES: Final = 1024
_MOST_BYTES: Final = 64 * 1024 * 1024
# Of 9: the last levels take several times as long for a hundredth of the size.
_LEVEL: Final = 6


class _Answer(NamedTuple):
    start: Message
    body: bytes


class Compressed:
    """ASGI middleware that answers with compressed files, from memory after the first time."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, _Answer] = {}
        self._making: dict[str, asyncio.Event] = {}
        self._room = _MOST_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_compressed(scope):
            await self._app(scope, receive, send)
            return
        answer = await self._answer(scope, receive)
        await send(answer.start)
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> "_Answer":
        """Return what is kept, or is being made: who asks for the same file meanwhile waits."""
        path = scope["path"]
        while (making := self._making.get(path)) is not None:
            await making.wait()
        if path in self._kept:
            return self._kept[path]
        making = self._making[path] = asyncio.Event()
        try:
            plain = await self._ask(scope, receive)
            answer = await asyncio.to_thread(_compress, plain)
        finally:
            del self._making[path]
            making.set()
        size = len(answer.body) + len(path)
        if answer is not plain and size <= self._room:
            self._room -= size
            self._kept[path] = answer
        return answer

    async def _ask(self, scope: Scope, receive: Receive) -> _Answer:
        """Return Streamlit's answer whole, as it lies on the disk."""
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app({**scope, "headers": headers}, receive, collect)
        return _Answer(start, bytes(body))


def _may_be_compressed(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"]
    if posixpath.normpath(path) != path or path.startswith("//"):
        return False  # the same file has no end of such addresses
    headers = Headers(scope=scope)
    asks_for_some = "range" in headers or "if-none-match" in headers
    takes_it = "gzip" in headers.get("accept-encoding", "")
    return takes_it and not asks_for_some and any(part in path for part in _FOLDERS)


def _compress(plain: _Answer) -> _Answer:
    """Return the answer compressed, or as it is where that is of no use."""
    headers = MutableHeaders(raw=list(plain.start["headers"]))
    of_use = (
        plain.start["status"] == 200
        and len(plain.body) >= _SMALLEST_BYTES
        and headers.get("content-type", "").startswith(_TEXTS)
        and "content-encoding" not in headers
        # Unknown paths are answered with the page itself, and there is no end of those.
        and "no-cache" not in headers.get("cache-control", "")
    )
    if not of_use:
        return plain
    body = gzip.compress(plain.body, _LEVEL, mtime=0)
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(body))
    headers.add_vary_header("accept-encoding")
    if "etag" in headers and not headers["etag"].startswith("W/"):
        headers["etag"] = f"W/{headers['etag']}"  # the same file, and other bytes
    return _Answer({**plain.start, "headers": headers.raw}, body)
