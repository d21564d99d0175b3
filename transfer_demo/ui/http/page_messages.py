"""What a page may ask of Streamlit over its websocket: to be drawn, and to bring and take files.

Streamlit takes further wishes of the person who develops an app from everybody, and one of them
throws away what is kept for all visitors. It also reads a message of any size and any content, for
which everybody waits; so only what is small enough and has the form of what a page says is let
through. And it begins to draw for each message, so who says much waits.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from transfer_demo.images import limits
from transfer_demo.ui.http.identity import visitor_of
from transfer_demo.ui.http.pace import Pace

_TAKEN: Final = ("rerun_script", "stop_script", "app_heartbeat")
_ADDRESSES: Final = "file_urls_request"  # for an upload
_DEFERRED: Final = "backend_operation_request"  # for a file that is made when somebody asks for it
_NAMES: Final = {field.number: field.name for field in BackMsg.DESCRIPTOR.fields}
_VARINT, _BYTES = 0, 2  # kinds of fields, in the format of protobuf
# What the look at a message raises. JSON can be too deep to be read.
_NOT_OURS: Final = (ValueError, IndexError, RecursionError, DecodeError)
# Of a message, and of what asks for a file.
_MOST_PARTS: Final = 4
_WIDGETS: Final = ClientState.DESCRIPTOR.fields_by_name["widget_states"].number
_UPLOADS: Final = WidgetState.DESCRIPTOR.fields_by_name["file_uploader_state_value"].number
_ASKED: Final = FileURLsRequest.DESCRIPTOR.fields_by_name
_REQUEST, _FILE = _ASKED["request_id"].number, _ASKED["file_names"].number
_OPERATION: Final = BackendOperationRequest.DESCRIPTOR
_OPERATIONS: Final = {field.number for field in _OPERATION.oneofs[0].fields}
_FILE_WHEN_ASKED: Final = _OPERATION.fields_by_name["deferred_file"].number


class PageMessages:
    """ASGI middleware that passes over every other wish."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        visitor = visitor_of(Headers(scope=scope))

        async def taken() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                data = message.get("bytes") or b""
                # To look at one takes time as well, from everybody.
                await self._pace.keep(visitor, wishes=1 + len(data) / limits.WISH_BYTES)
                try:
                    parts = _check(data)
                except _TooManyFiles as exc:
                    await send({"type": "websocket.send", "bytes": _refusal(exc.asked)})
                except _NOT_OURS:
                    pass
                else:
                    await self._pace.keep(visitor, wishes=parts / limits.WISH_PARTS)
                    return message

        await self._app(scope, taken, send)


class _TooManyFiles(ValueError):
    """More files than may be sent at once; `asked` is what asks for their addresses."""

    def __init__(self, asked: memoryview) -> None:
        super().__init__("many files")
        self.asked = asked


def _check(data: bytes) -> int:
    """Return how many parts a message has, after a look whether Streamlit may see it.

    One that is odd in any way is of no page of ours.

    Raises:
        ValueError, IndexError, RecursionError, DecodeError: it may not.
    """
    if len(data) > limits.MESSAGE_BYTES:
        raise ValueError("a large message")
    parts = [(_NAMES.get(field, ""), part) for field, part in _fields(data, most=_MOST_PARTS)]
    wishes = {name for name, _ in parts}
    if len(wishes) < len(parts):
        raise ValueError("one wish twice")
    if not (wishes <= set(_TAKEN) or wishes in ({_ADDRESSES}, {_DEFERRED})):
        raise ValueError("another wish")
    return sum(_CHECKS[name](part) for name, part in parts if name in _CHECKS)


def _check_drawing(wish: memoryview) -> int:
    fields = list(_fields(wish, most=limits.WIDGETS))
    states = [part for field, part in fields if field == _WIDGETS]
    if len(states) > 1:
        raise ValueError("states of widgets come once")
    widgets = [part for each in states for _, part in _fields(each, most=limits.WIDGETS)]
    for widget in widgets:
        _check_widget(widget)
    return len(fields) + len(widgets)


def _check_widget(widget: memoryview) -> None:
    if len(widget) > limits.WIDGET_BYTES:
        # What was uploaded is a list of files with their addresses, and nothing else may be long.
        long = [(field, part) for field, part in _fields(widget, most=2) if len(part) > 1024]
        if [field for field, _ in long] != [_UPLOADS]:
            raise ValueError("a long value")
        for _ in _fields(long[0][1], most=limits.SENT_FILES):
            pass
        return
    state = WidgetState.FromString(widget)
    for value in (state.json_value, state.json_trigger_value):
        if len(value) > limits.JSON_CHARACTERS:
            raise ValueError("long JSON")
        if value:
            json.loads(value)
    if not all(map(math.isfinite, (state.double_value, *state.double_array_value.data))):
        raise ValueError("no number")


def _check_addresses(wish: memoryview) -> int:
    try:
        fields = [field for field, _ in _fields(wish, most=limits.SENT_FILES + 2)]
    except ValueError as exc:
        raise _TooManyFiles(wish) from exc
    if fields.count(_FILE) > limits.SENT_FILES:
        raise _TooManyFiles(wish)
    return len(fields)


def _check_deferred(wish: memoryview) -> int:
    fields = {field for field, _ in _fields(wish, most=_MOST_PARTS)}
    if fields & _OPERATIONS != {_FILE_WHEN_ASKED}:
        raise ValueError("another operation")
    return len(fields)


_CHECKS: Final[Mapping[str, Callable[[memoryview], int]]] = {
    "rerun_script": _check_drawing,
    _ADDRESSES: _check_addresses,
    _DEFERRED: _check_deferred,
}


def _refusal(asked: memoryview) -> bytes:
    """Return what a page is told that asks for more addresses than it may have at once."""
    told = ForwardMsg()
    field, first = next(_fields(asked, most=1))  # pages begin with it
    if field == _REQUEST:
        told.file_urls_response.response_id = bytes(first).decode("utf-8", "replace")
    told.file_urls_response.error_msg = (
        f"At most {limits.SENT_FILES:,} files are sent at once. Put more into a .zip."
    )
    return bytes(told.SerializeToString())


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
            if at > len(data):
                raise IndexError("cut short")
        elif kind == _VARINT:
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
