"""Everything that a request passes on its way to Streamlit, the first one first."""

from collections.abc import Sequence
from typing import Final

from starlette.middleware import Middleware

from transfer_demo.ui.http.compressed import Compressed
from transfer_demo.ui.http.connections import Connections
from transfer_demo.ui.http.identity import Identity
from transfer_demo.ui.http.page_messages import PageMessages
from transfer_demo.ui.http.same_origin import SameOrigin
from transfer_demo.ui.http.security_headers import SecurityHeaders
from transfer_demo.ui.http.uploads_to_disk import UploadsToDisk

MIDDLEWARE: Final[Sequence[Middleware]] = (
    Middleware(SecurityHeaders),
    Middleware(SameOrigin),
    Middleware(Identity),
    Middleware(Connections),
    Middleware(PageMessages),
    Middleware(UploadsToDisk),
    Middleware(Compressed),
)
