"""Who a visitor is: a cookie of our own, without an account.

The secret in it never reaches a page, the store or a log: what they see is its digest. Streamlit
binds each session to it and gives nobody a session that began under another one.
"""

import hashlib
import re
import secrets
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Our word to the app behind us, which Streamlit takes as the user: see trustedUserHeaders in
# .streamlit/config.toml.
HEADER: Final = "x-transfer-demo-visitor"
USER_KEY: Final = "visitor"

_NAME: Final = "transfer-demo"
# A browser takes such a cookie over HTTPS only, from this very host, and nobody can plant one.
_SECURE_NAME: Final = f"__Host-{_NAME}"
_SECRET_BYTES: Final = 32
_SECRET_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")
# The longest that browsers keep a cookie; each visit begins anew.
_KEPT_SECONDS: Final = 400 * 24 * 3600


class Identity:
    """ASGI middleware that gives each browser a cookie, and says on each request whose it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        # Who keeps no cookies is somebody else with each connection.
        secret = _secret_in(scope) or secrets.token_urlsafe(_SECRET_BYTES)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _asks_for_a_page(scope):
                MutableHeaders(scope=message).append("set-cookie", _cookie(secret, scope=scope))
            await send(message)

        await self._app(_saying(scope, visitor=_digest(secret)), receive, with_cookie)


def visitor_of(headers: Headers) -> str:
    """Return who sent a request that has passed `Identity`."""
    return headers[HEADER]


def nobody_else() -> str:
    """Return a visitor whom no cookie can bring back."""
    return _digest(secrets.token_urlsafe(_SECRET_BYTES))


def _digest(secret: str) -> str:
    return hashlib.sha256(f"visitor {secret}".encode("ascii")).hexdigest()[:32]


def _saying(scope: Scope, *, visitor: str) -> Scope:
    """Return a request with our word on who sent it, and none of theirs."""
    theirs = [pair for pair in scope["headers"] if pair[0].lower() != HEADER.encode("ascii")]
    ours = (HEADER.encode("ascii"), visitor.encode("ascii"))
    return {**scope, "headers": [*theirs, ours]}


def _secret_in(scope: Scope) -> str | None:
    """Return the secret that a browser brings, if it has the form of ours."""
    found = HTTPConnection(scope).cookies.get(_name(scope), "")
    return found if _SECRET_FORM.fullmatch(found) else None


def _cookie(secret: str, *, scope: Scope) -> str:
    kept = f"Max-Age={_KEPT_SECONDS}; Path=/; HttpOnly; SameSite=Lax"
    return f"{_name(scope)}={secret}; {kept}{'; Secure' if _is_secure(scope) else ''}"


def _name(scope: Scope) -> str:
    return _SECURE_NAME if _is_secure(scope) else _NAME


def _is_secure(scope: Scope) -> bool:
    """Say whether the browser speaks HTTPS, be it to a proxy before us."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    return scope["scheme"] in ("https", "wss") or forwarded.split(",")[0].strip() == "https"


def _asks_for_a_page(scope: Scope) -> bool:
    """Say whether somebody opens the app, and does not load what belongs to its page.

    The answer does not tell: a page that the browser has already comes without a type.
    """
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
