from collections import Counter

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

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
