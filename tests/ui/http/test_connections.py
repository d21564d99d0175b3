from collections import Counter
from contextlib import nullcontext, suppress

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.scenes import play_scene
from transfer_demo.images import limits
from transfer_demo.ui.http import connections
from transfer_demo.ui.http.connections import Connections, connected
from transfer_demo.ui.http.identity import HEADER


def test_a_browser_has_so_many_windows_and_others_have_theirs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CONNECTIONS", 2)
    monkeypatch.setattr(connections, "_open", Counter())

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        async for _ in socket.iter_text():
            pass

    app = Starlette(routes=[WebSocketRoute("/", talk)], middleware=[Middleware(Connections)])
    client = TestClient(app)

    def window(visitor: str = "eve"):  # type: ignore[no-untyped-def]
        return client.websocket_connect("/", headers={HEADER: visitor})

    with window(), window(), window("ada"), pytest.raises(WebSocketDisconnect), window():
        pass
    for _ in range(5):  # closed ones do not count
        with window():
            pass
    assert connected() == 0


@pytest.mark.parametrize("gone", [True, False])
def test_who_is_gone_leaves_no_complaint_and_mistakes_are_not_hidden(gone: bool) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(OSError):
            await send({"type": "websocket.send", "bytes": b"page"})
        raise RuntimeError("closed already")

    async def send(message: Message) -> None:
        if gone:
            raise ConnectionResetError

    async def receive() -> Message:
        return {"type": "websocket.disconnect"}

    talk = Connections(app)(
        {"type": "websocket", "headers": [(HEADER.encode(), b"eve")]}, receive, send
    )
    with nullcontext() if gone else pytest.raises(RuntimeError, match="closed already"):
        play_scene(talk)
