"""Uploads go to the disk, not into memory.

Streamlit holds each uploaded file in the memory of the web process, and a .zip of a thousand photos
has gigabytes. So this stands in front of Streamlit's own handler, writes the file to disk as it
arrives, and hands Streamlit a short note in its place.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final, NamedTuple

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
from transfer_demo.ui.http.one_part import FRAME_BYTES, OnePart

# The address to which Streamlit's page sends a file, with one file in each request.
_ADDRESS: Final = "/_stcore/upload_file/"
_BLOCK_BYTES: Final = 1024 * 1024
_NO_UPLOAD: Final = "This is no upload of one file."


class UploadsToDisk:
    """ASGI middleware that keeps uploaded files out of memory.

    Streamlit's handler still decides whether an upload is allowed: what it refuses is deleted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._arriving: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _ADDRESS not in scope["path"]:
            await self._app(scope, receive, send)
            return
        visitor = visitor_of(Headers(scope=scope))
        self._arriving[visitor] += 1
        try:
            session = _check_sender(scope)
            if scope["method"] != "PUT":  # the wish to delete one, or one that Streamlit refuses
                await self._app(scope, receive, send)
                return
            if self._arriving[visitor] > limits.UPLOADS_AT_ONCE:
                raise _Refused("Too many uploads at once.", status=429)
            _check_length(scope)
            await self._take(_Request(scope, receive, _boundary(scope)), send, visitor, session)
        except _Refused as exc:
            await PlainTextResponse(str(exc), exc.status)(scope, receive, send)
        finally:
            self._arriving[visitor] -= 1
            if not self._arriving[visitor]:
                del self._arriving[visitor]

    async def _take(self, request: "_Request", send: Send, visitor: str, session: str) -> None:
        """Write the file of a request, and hand a note of it, or of why not, to Streamlit."""
        part, taken = OnePart(), False
        try:
            # The event loop serves everybody, so it does not wait for the disk.
            part.path = await asyncio.to_thread(uploads.begin, visitor, session)
        except (uploads.Full, OSError, StoreError) as exc:
            part.problem = str(exc)
        try:
            await _read(request, part)
            if part.problem:
                note = uploads.note_of_refusal(part.problem)
            else:
                assert part.path is not None
                note = uploads.note_of(part.path)
            taken = await self._hand_over(request, send, headers=part.head(), note=note)
        finally:
            part.close()
            if part.path is not None and (part.problem or not taken):
                uploads.delete(part.path)

    async def _hand_over(
        self, request: "_Request", send: Send, *, headers: bytes, note: bytes
    ) -> bool:
        """Give Streamlit the request with a note instead of the file; say whether it took it."""
        taken = False
        frame = request.boundary
        body = b"--%b\r\n%b\r\n%b\r\n--%b--\r\n" % (frame, headers, note, frame)

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def answer(message: Message) -> None:
            nonlocal taken
            if message["type"] == "http.response.start":
                taken = message["status"] < 400
            await send(message)

        sent = [header for header in request.scope["headers"] if header[0] != b"content-length"]
        sent.append((b"content-length", str(len(body)).encode()))
        await self._app({**request.scope, "headers": sent}, receive, answer)
        return taken


class _Refused(Exception):
    """A request that is no upload of ours, with the HTTP status that says so."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class _Request(NamedTuple):
    """A request that brings a file; `boundary` is what frames it."""

    scope: Scope
    receive: Receive
    boundary: bytes


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


def _check_sender(scope: Scope) -> str:
    """Return the session in the address, which must be there, and be that of the sender.

    A session's name entitles to nothing: it stands in addresses and logs.
    """
    session, _, _ = scope["path"].partition(_ADDRESS)[2].partition("/")
    client = runtime.get_instance().get_client(session) if runtime.exists() else None
    context = client.client_context if client else None
    theirs = dict(context.headers).get(HEADER) if context else None
    if theirs is None or theirs != visitor_of(Headers(scope=scope)):
        raise _Refused("Nobody with this session is here. Reload the page.", status=400)
    return str(session)


def _check_length(scope: Scope) -> None:
    """Refuse what is too large, as Streamlit would, but before it fills the disk."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    if not length.isdigit() or int(length) > _most_bytes():
        raise _Refused(f"The file has more than {_most_bytes() // limits.MIB} MB.", status=413)


def _most_bytes() -> int:
    return int(config.get_option("server.maxUploadSize")) * limits.MIB + FRAME_BYTES


async def _read(request: _Request, part: OnePart) -> None:
    """Take apart what a request brings."""
    try:
        parser = MultipartParser(request.boundary, part.callbacks())
        async for block in _blocks(request.receive):
            await asyncio.to_thread(parser.write, block)
    except FormParserError as exc:
        raise _Refused(_NO_UPLOAD, status=400) from exc
    if part.parts != 1 or not part.whole:
        raise _Refused(_NO_UPLOAD, status=400)


async def _blocks(receive: Receive) -> AsyncIterator[bytes]:
    """Yield a request in blocks that are worth a thread each."""
    block, size, more = bytearray(), 0, True
    while more:
        try:
            message = await asyncio.wait_for(receive(), limits.UPLOAD_SECONDS)
        except TimeoutError as exc:
            raise _Refused("The upload stands still.", status=408) from exc
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
