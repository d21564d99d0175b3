"""How many windows are connected at a time: of one browser, and of all."""

import logging
from collections import Counter
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from transfer_demo.images import limits
from transfer_demo.ui.http.identity import visitor_of

_LOG: Final = logging.getLogger(__name__)

_open: Final[Counter[str]] = Counter()


def connected() -> int:
    """Return how many windows are connected now."""
    return _open.total()


class Connections:
    """ASGI middleware that refuses further websockets of a browser that has many.

    Each is a session with a page that may be drawn twice a second.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        visitor = visitor_of(Headers(scope=scope))
        if _open[visitor] >= limits.CONNECTIONS:
            await send({"type": "websocket.close", "code": 1013, "reason": "too many windows"})
            return
        _open[visitor] += 1
        try:
            await _talk(self._app, scope, receive, send)
        finally:
            _open[visitor] -= 1
            if not _open[visitor]:
                del _open[visitor]


async def _talk(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    gone = False

    async def sent(message: Message) -> None:
        nonlocal gone
        try:
            await send(message)
        except OSError:
            gone = True
            raise

    try:
        await app(scope, receive, sent)
    except RuntimeError as exc:
        if not gone:
            raise
        # Streamlit closes what is closed, where messages of somebody who is gone still wait.
        _LOG.debug("Somebody is gone: %s", exc)
