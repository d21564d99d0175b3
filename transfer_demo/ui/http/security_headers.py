"""What browsers are told about every answer, so that they refuse what the app never does."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE: Final = Path(st.__file__).parent / "static" / "index.html"
_INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def _digests_of_inline_scripts(page: str) -> str:
    """Return the scripts that stand in the page itself, as a policy names them."""
    digests = (sha256(found.encode("utf-8")).digest() for found in _INLINE_SCRIPT.findall(page))
    return " ".join(f"'sha256-{b64encode(digest).decode('ascii')}'" for digest in digests)


# Streamlit's program keeps the scripts of components in memory (blob:) and writes styles while it
# runs. What somebody smuggles into a page as a script runs nowhere, and nothing is ever loaded
# from, sent to or framed by another server.
_CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: {_digests_of_inline_scripts(_PAGE.read_text(encoding='utf-8'))}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS: Final = {
    "content-security-policy": _CONTENT_POLICY,
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    # An address can hold the token of a run, which is nobody else's business.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """ASGI middleware that adds these headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)
