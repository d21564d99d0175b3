import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from transfer_demo.ui.http.identity import HEADER, Identity, visitor_of

PAGE = {"accept": "text/html"}


def browser(*, scheme: str = "http") -> TestClient:
    """A browser at a server that says whom it takes the sender for."""

    async def say(request: Request) -> PlainTextResponse:
        return PlainTextResponse(visitor_of(request.headers))

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(visitor_of(socket.headers))
        await socket.close()

    routes = [Route("/", say), WebSocketRoute("/stream", talk)]
    app = Starlette(routes=routes, middleware=[Middleware(Identity)])
    return TestClient(app, base_url=f"{scheme}://testserver")


def test_a_browser_is_the_same_visitor_with_every_request_and_on_its_websocket() -> None:
    one, other = browser(), browser()
    first = one.get("/", headers=PAGE).text
    assert one.get("/", headers=PAGE).text == first
    assert one.get("/").text == first
    with one.websocket_connect("/stream") as socket:
        assert socket.receive_text() == first
    assert other.get("/", headers=PAGE).text != first


def test_a_script_cannot_read_the_cookie_and_other_sites_cannot_use_it() -> None:
    cookie = browser().get("/", headers=PAGE).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "transfer-demo"
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(rest.split("; "))
    assert "Secure" not in rest
    assert "Domain" not in rest


@pytest.mark.parametrize("proxied", [False, True])
def test_over_https_nobody_reads_or_plants_the_cookie_on_the_way(proxied: bool) -> None:
    headers = PAGE | ({"x-forwarded-proto": "https"} if proxied else {})
    visitor = browser(scheme="http" if proxied else "https")
    first = visitor.get("/", headers=headers)
    cookie = first.headers["set-cookie"]
    assert cookie.startswith("__Host-transfer-demo=")
    assert cookie.endswith("; Secure")
    kept = {"cookie": cookie.split(";")[0]}
    assert visitor.get("/", headers=headers | kept).text == first.text
    # One that came over HTTP, from whoever was on the way, is nobody's there.
    planted = {"cookie": "transfer-demo=" + "a" * 43}
    assert (
        browser(scheme=visitor.base_url.scheme).get("/", headers=headers | planted).text
        != browser().get("/", headers=PAGE | planted).text
    )


def test_a_browser_is_known_again_after_it_was_closed() -> None:
    cookie = browser().get("/", headers=PAGE).headers["set-cookie"]
    (age,) = [part for part in cookie.split("; ") if part.startswith("Max-Age=")]
    assert int(age.removeprefix("Max-Age=")) > 365 * 24 * 3600


def test_the_secret_of_the_cookie_is_not_what_the_app_sees() -> None:
    answer = browser().get("/", headers=PAGE)
    secret = answer.headers["set-cookie"].split("=", 1)[1].split(";")[0]
    assert secret not in answer.text
    assert len(secret) == 43


def test_nobody_says_who_they_are_by_themselves() -> None:
    victim = browser().get("/", headers=PAGE).text
    for name in (HEADER, HEADER.upper()):
        assert browser().get("/", headers=PAGE | {name: victim}).text != victim
        with browser().websocket_connect("/stream", headers={name: victim}) as socket:
            assert socket.receive_text() != victim


@pytest.mark.parametrize(
    "cookie",
    ["", "transfer-demo=", "transfer-demo=short", "transfer-demo=" + "ü" * 43, "a=b; ; =;;=x"],
)
def test_a_cookie_that_is_none_of_ours_is_nobody(cookie: str) -> None:
    headers = {**PAGE, "cookie": cookie.encode("latin-1")}
    first, second = (browser().get("/", headers=headers) for _ in range(2))  # type: ignore[arg-type]
    assert first.text != second.text
    assert first.headers["set-cookie"]


def test_what_a_page_loads_brings_no_cookie() -> None:
    assert "set-cookie" not in browser().get("/", headers={"accept": "*/*"}).headers
