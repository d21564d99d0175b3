"""Only our own pages may talk to the server: a page of somebody else's is refused.

A browser sends our cookie along whoever's page asks, so the cookie alone entitles to nothing.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_READING: Final = ("GET", "HEAD", "OPTIONS")
_PORTS: Final = {"http": 80, "https": 443}
_REFUSED: Final = (
    "This address is not that of the page that asks. Open the app at the address of its own "
    "server. Behind a proxy, let it pass the Host header on as the browser sent it."
)


class SameOrigin:
    """ASGI middleware that refuses websockets, uploads and changes that other origins ask for.

    Streamlit would look whether it knows the origin, and ask a server in the internet for our
    outside address for that, while everybody waits. So what it sees here is what it takes as equal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope.get("method") in _READING:
            await self._app(scope, receive, send)
        elif not _is_same(Headers(scope=scope)):
            await _refuse(scope, receive, send)
        else:
            await self._app(_plainly_same(scope), receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "foreign origin"})
    else:
        await PlainTextResponse(_REFUSED, 403)(scope, receive, send)


def _is_same(headers: Headers) -> bool:
    """Say whether a request comes from a page of the host that it is sent to.

    Browsers always say where it comes from; whoever does not is refused too.
    """
    try:
        origin = urlsplit(headers.get("origin", ""))
        host = urlsplit(f"//{headers.get('host', '')}")
        usual = _PORTS.get(origin.scheme)
        return bool(
            usual
            and origin.hostname
            and origin.hostname == host.hostname
            and (origin.port or usual) == (host.port or usual)
        )
    except ValueError:  # a port that is no number
        return False


def _plainly_same(scope: Scope) -> Scope:
    """Return the request with an origin that is equal to the host to the letter."""
    headers = MutableHeaders(raw=list(scope["headers"]))
    scheme = urlsplit(headers["origin"]).scheme
    headers["origin"] = f"{scheme}://{headers['host']}"
    return {**scope, "headers": headers.raw}
