"""What a page may ask of Streamlit over its websocket: to be drawn, and to bring and take files.

Streamlit takes further wishes of the person who develops an app from everybody, and one of them
throws away what is kept for all visitors. It also reads a message of any size, for which everybody
waits; so only what is small enough is let through, and without being read here. And it begins to
draw for each message, so who sends many waits.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from transfer_demo.images import limits
from transfer_demo.ui.http.identity import HEADER
from transfer_demo.ui.http.pace import Pace

_TAKEN: Final = ("rerun_script", "stop_script", "app_heartbeat")
_ADDRESSES: Final = "file_urls_request"  # for an upload
_DEFERRED: Final = "backend_operation_request"  # for a file that is made when somebody asks for it
_NAMES: Final = {field.number: field.name for field in BackMsg.DESCRIPTOR.fields}
_BYTES: Final = 2  # the kind of field that has a length, in the format of protobuf
_MOST_FIELDS: Final = 4
_DRAW: Final = BackMsg.DESCRIPTOR.fields_by_name["rerun_script"].number
_WIDGETS: Final = ClientState.DESCRIPTOR.fields_by_name["widget_states"].number


class PageMessages:
    """ASGI middleware that passes over every other wish."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        visitor = Headers(scope=scope).get(HEADER, "")

        async def taken() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                data = message.get("bytes") or b""
                if _is_taken(data):
                    await self._pace.keep(visitor)
                    return message
                if refusal := _refusal(data):
                    await send({"type": "websocket.send", "bytes": refusal})

        await self._app(scope, taken, send)


def _is_taken(data: bytes) -> bool:
    """Say whether Streamlit may see a message. One that is odd in any way is of no page of ours."""
    if len(data) > limits.MESSAGE_BYTES:
        return False
    try:
        parts = list(_fields(data, most=_MOST_FIELDS))
        if not all(_is_small(part) for field, part in parts if field == _DRAW):
            return False
    except (IndexError, ValueError):
        return False
    wishes = {_NAMES.get(field, "") for field, _ in parts}
    if wishes <= set(_TAKEN):
        return True
    return wishes in ({_ADDRESSES}, {_DEFERRED}) and _is_modest(data)


def _is_small(wish: memoryview) -> bool:
    """Say whether a wish to be drawn tells of no more widgets than a page has, and once.

    Raises:
        ValueError: it tells of more.
        IndexError: it is cut short.
    """
    states = [part for field, part in _fields(wish, most=limits.WIDGETS) if field == _WIDGETS]
    return len(states) <= 1 and all(_counted(part) <= limits.WIDGETS for part in states)


def _counted(part: memoryview) -> int:
    return sum(1 for _ in _fields(part, most=limits.WIDGETS))


def _is_modest(data: bytes) -> bool:
    message = _parsed(data)
    if message.HasField(_ADDRESSES):
        return len(message.file_urls_request.file_names) <= limits.SENT_FILES
    wish = message.backend_operation_request
    return bool(wish.WhichOneof(wish.DESCRIPTOR.oneofs[0].name) == "deferred_file")


def _refusal(data: bytes) -> bytes | None:
    """Return what a page is told that asks for more addresses than it may have at once."""
    if len(data) > limits.MESSAGE_BYTES:
        return None
    message, told = _parsed(data), ForwardMsg()
    if not message.HasField(_ADDRESSES):
        return None
    told.file_urls_response.response_id = message.file_urls_request.request_id
    told.file_urls_response.error_msg = (
        f"At most {limits.SENT_FILES:,} files are sent at once. Put more into a .zip."
    )
    return bytes(told.SerializeToString())


def _parsed(data: bytes) -> BackMsg:
    message = BackMsg()
    with suppress(DecodeError):
        message.ParseFromString(data)
    return message


def _fields(data: bytes | memoryview, *, most: int) -> Iterator[tuple[int, memoryview]]:
    """Yield number and content of the fields at the top of a message, without looking into them.

    Raises:
        ValueError: it has more fields than a message of a page has, or one of an odd kind.
        IndexError: it is cut short.
    """
    view, at, count = memoryview(data), 0, 0
    while at < len(data):
        count += 1
        if count > most:
            raise ValueError("many fields")
        tag, at = _number(data, at)
        kind, content = tag & 7, view[:0]
        if kind == _BYTES:
            length, at = _number(data, at)
            content = view[at : at + length]
            at += length
        elif kind == 0:
            _, at = _number(data, at)
        else:
            raise ValueError("an odd kind of field")
        yield tag >> 3, content


def _number(data: bytes | memoryview, at: int) -> tuple[int, int]:
    """Read a number of variable length, and return it with the place behind it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number without an end")
