"""What a page may ask of Streamlit over its websocket: to be drawn, and to bring and take files.

Streamlit takes further wishes of the person who develops an app from everybody, and one of them
throws away what is kept for all visitors.
"""

from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_TAKEN: Final = (
    "rerun_script",
    "stop_script",
    "app_heartbeat",
    "file_urls_request",  # for an upload
    "backend_operation_request",  # for a file that is made when somebody asks for it
)


class PageMessages:
    """ASGI middleware that passes over every other wish."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def taken() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or _is_taken(message.get("bytes")):
                    return message

        await self._app(scope, receive if scope["type"] != "websocket" else taken, send)


def _is_taken(data: bytes | None) -> bool:
    """Say whether Streamlit may see this; what is no message of its own it refuses by itself."""
    message = BackMsg()
    try:
        message.ParseFromString(data or b"")
    except DecodeError:
        return True
    return message.WhichOneof("type") in _TAKEN
