"""How many windows of one browser are connected at a time."""

from collections import Counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from transfer_demo.images import limits
from transfer_demo.ui.http.identity import visitor_of


class Connections:
    """ASGI middleware that refuses further websockets of a browser that has many.

    Each is a session with a page that may be drawn twice a second.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        visitor = visitor_of(Headers(scope=scope))
        if self._open[visitor] >= limits.CONNECTIONS:
            await send({"type": "websocket.close", "code": 1013, "reason": "too many windows"})
            return
        self._open[visitor] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open[visitor] -= 1
            if not self._open[visitor]:
                del self._open[visitor]
