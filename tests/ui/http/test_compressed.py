import asyncio
import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tests.scenes import play_scene
from transfer_demo.ui.http import compressed
from transfer_demo.ui.http.compressed import Compressed

PROGRAM = b"let a = 1;\n" * 1000
RAW = {"accept-encoding": "identity"}


def server(asked: list[str], **answer: object) -> TestClient:
    """A server of one file at every address."""

    def file(request: Request) -> Response:
        asked.append(request.url.path)
        assert "gzip" not in request.headers.get("accept-encoding", "")
        made = {"content": PROGRAM, "media_type": "text/javascript", "cache": "public"} | answer
        headers = {"etag": '"1"', "cache-control": str(made.pop("cache"))}
        return Response(**made, headers=headers)  # type: ignore[arg-type]

    routes = [Route("/{path:path}", file, methods=["GET", "POST"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Compressed)]))


@pytest.mark.parametrize(
    "folder", ["static", "lab/static", "component/x", "_stcore/bidi-components"]
)
def test_a_file_is_compressed_once_for_all_browsers(folder: str) -> None:
    asked: list[str] = []
    client = server(asked)
    for _ in range(3):
        answer = client.get(f"/{folder}/a.js?v=1")
        assert answer.content == PROGRAM
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(PROGRAM) / 10
        assert answer.headers["cache-control"] == "public"
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["etag"] == 'W/"1"'
    assert len(asked) == 1


def test_what_is_kept_is_the_file_itself() -> None:
    client = server([])
    with client.stream("GET", "/static/a.js") as answer:
        assert gzip.decompress(b"".join(answer.iter_raw())) == PROGRAM


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/a.js", RAW),
        ("/static/a.js", {"range": "bytes=0-3"} | RAW),
        ("/static/a.js", {"if-none-match": '"1"'} | RAW),
        ("/media/a.js", RAW),
        ("/", RAW),
    ],
)
def test_who_asks_for_something_else_gets_that(path: str, headers: dict[str, str]) -> None:
    asked: list[str] = []
    answer = server(asked).get(path, headers=headers)
    assert "content-encoding" not in answer.headers
    assert answer.content == PROGRAM


@pytest.mark.parametrize(
    "answer",
    [
        {"content": b"x" * 100},
        {"media_type": "image/png"},
        {"status_code": 404},
        # What Streamlit answers to any made-up address.
        {"cache": "no-cache"},
    ],
)
def test_what_is_not_worth_it_passes_as_it_is_and_is_not_kept(answer: dict[str, object]) -> None:
    asked: list[str] = []
    client = server(asked, **answer)
    for _ in range(2):
        assert "content-encoding" not in client.get("/static/a").headers
    assert len(asked) == 2


def test_an_address_takes_room_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "_MOST_BYTES", len(PROGRAM))
    asked: list[str] = []
    client = server(asked)
    for _ in range(2):
        client.get(f"/static/{'a' * len(PROGRAM)}")
    assert len(asked) == 2


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed, "_MOST_BYTES", 10)
    asked: list[str] = []
    client = server(asked)
    for _ in range(2):
        assert client.get("/static/a.js").content == PROGRAM
    assert len(asked) == 2


@pytest.mark.parametrize("path", ["/static//a.js", "/static/./a.js", "/./static/a.js"])
def test_other_addresses_of_a_file_keep_no_copy_of_their_own(path: str) -> None:
    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}
    assert compressed._may_be_compressed({**scope, "path": "/static/a.js"})
    assert not compressed._may_be_compressed({**scope, "path": path})
    assert not compressed._may_be_compressed({**scope, "path": f"/{path}"})


def test_who_asks_for_a_file_that_is_being_compressed_waits_for_that() -> None:
    asked: list[str] = []
    told: list[bytes] = []

    async def file(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await asyncio.sleep(0)  # the others come meanwhile
        await PlainTextResponse(PROGRAM)(scope, receive, send)

    async def crowd() -> None:
        app = Compressed(file)
        await asyncio.gather(*(one(app) for _ in range(30)))

    async def one(app: Compressed) -> None:
        async def send(message: Message) -> None:
            told.append(message.get("body", b""))

        headers = [(b"accept-encoding", b"gzip")]
        scope = {"type": "http", "method": "GET", "path": "/static/a.js", "headers": headers}
        await app(scope, nothing, send)

    async def nothing() -> Message:
        raise AssertionError("a file needs nothing")

    play_scene(crowd())
    assert asked == ["/static/a.js"]
    bodies = [body for body in told if body]
    assert len(bodies) == 30
    assert set(map(gzip.decompress, bodies)) == {PROGRAM}
