"""What the first page needs is imported while the browser still loads Streamlit's own program."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Final

import streamlit as st

_LOG: Final = logging.getLogger(__name__)

# What takes long: the frame of a page with the store behind it, reading images, and drawing curves.
# (Not `plot`: Streamlit wants its file of plotly to be declared while somebody's page is drawn.)
_MODULES: Final = (
    "transfer_demo.ui.page",
    "transfer_demo.ui.choose_images",
    "transfer_demo.ui.drawings",
)


@asynccontextmanager
async def preloaded(_: st.App) -> AsyncIterator[None]:
    """Begin with the server; a page that comes before the end waits only for what it needs."""
    Thread(target=_import, name="preload", daemon=True).start()
    yield


def _import() -> None:
    for name in _MODULES:
        try:
            import_module(name)
        except Exception:
            # The page that needs it says what is wrong.
            _LOG.exception("%s cannot be imported", name)
