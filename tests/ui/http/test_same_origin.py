import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from transfer_demo.ui.http.same_origin import SameOrigin

SAME = [
    ("http://school.example", "school.example"),
    ("http://school.example:8501", "school.example:8501"),
    ("https://school.example", "school.example"),
    # A proxy that writes the port that a browser leaves out.
    ("https://school.example", "school.example:443"),
    ("http://School.Example", "school.example:80"),
    ("http://[::1]:8501", "[::1]:8501"),
]
FOREIGN = [
    (None, "school.example"),
    ("null", "school.example"),
    ("", "school.example"),
    ("http://evil.example", "school.example"),
    # A page of another program on the same machine.
    ("http://localhost:9000", "localhost:8501"),
    ("http://localhost", "localhost:8501"),
    ("http://school.example.evil.example", "school.example"),
    ("http://school.example:x", "school.example"),
    ("http://school.example@evil.example", "school.example"),
    ("file://school.example", "school.example"),
    ("http://0.0.0.0:8501", "127.0.0.1:8501"),
]


def server(seen: list[str | None]) -> TestClient:
    async def put(request: Request) -> PlainTextResponse:
        seen.append(request.headers.get("origin"))
        return PlainTextResponse("")

    async def talk(socket: WebSocket) -> None:
        seen.append(socket.headers.get("origin"))
        await socket.accept()
        await socket.close()

    routes = [Route("/", put, methods=["GET", "PUT", "DELETE"]), WebSocketRoute("/stream", talk)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(SameOrigin)]))


def headers(origin: str | None, host: str) -> dict[str, str]:
    return {"host": host} | ({} if origin is None else {"origin": origin})


@pytest.mark.parametrize(("origin", "host"), SAME)
def test_our_own_pages_may_change_things(origin: str, host: str) -> None:
    seen: list[str | None] = []
    sent = headers(origin, host)
    assert server(seen).put("/", headers=sent).status_code == 200
    with server(seen).websocket_connect("/stream", headers=sent):
        pass
    # Equal to the letter, as Streamlit compares them: or it would ask in the internet who we are.
    assert {origin.split("://", 1)[1] for origin in map(str, seen)} == {host}


@pytest.mark.parametrize(("origin", "host"), FOREIGN)
def test_a_page_of_somebody_else_may_not(origin: str | None, host: str) -> None:
    seen: list[str | None] = []
    sent = headers(origin, host)
    assert server(seen).put("/", headers=sent).status_code == 403
    assert server(seen).delete("/", headers=sent).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        server(seen).websocket_connect("/stream", headers=sent),
    ):
        pass
    assert not seen


def test_a_link_on_a_page_of_somebody_else_opens_the_app() -> None:
    seen: list[str | None] = []
    sent = headers("http://evil.example", "school.example")
    assert server(seen).get("/", headers=sent).status_code == 200


def test_the_refusal_says_what_to_do() -> None:
    sent = headers("http://evil.example", "school.example")
    assert "Host header" in server([]).put("/", headers=sent).text
