import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from transfer_demo.ui.http import page_messages
from transfer_demo.ui.http.page_messages import PageMessages

KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]


def message(kind: str) -> bytes:
    made = BackMsg()
    found = getattr(made, kind)
    if isinstance(found, bool | str):
        setattr(made, kind, type(found)(1))
    else:
        found.SetInParent()
    return made.SerializeToString()


def heard(*sent: bytes) -> list[bytes]:
    """What comes through of these messages, before the last one."""
    taken: list[bytes] = []

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        while (data := await socket.receive_bytes()) != b"\xff":
            taken.append(data)
        await socket.close()

    app = Starlette(routes=[WebSocketRoute("/", talk)], middleware=[Middleware(PageMessages)])
    with TestClient(app).websocket_connect("/") as socket:
        for data in (*sent, b"\xff"):
            socket.send_bytes(data)
        socket.receive()
    return taken


@pytest.mark.parametrize("kind", page_messages._TAKEN)
def test_a_page_may_ask_to_be_drawn(kind: str) -> None:
    assert heard(message(kind)) == [message(kind)]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(page_messages._TAKEN)))
def test_everything_else_is_passed_over_and_the_page_goes_on(kind: str) -> None:
    draw = message("rerun_script")
    assert heard(message(kind), draw) == [draw]
    # Whoever packs two wishes into one message gets the last one, as Streamlit reads it.
    assert heard(message("rerun_script") + message(kind)) == []


def test_nobody_can_empty_what_is_kept_for_all() -> None:
    assert "clear_cache" in set(KINDS) - set(page_messages._TAKEN)
