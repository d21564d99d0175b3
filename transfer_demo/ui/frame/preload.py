"""What the first page needs is made ready while the browser still loads Streamlit's own program."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from threading import Thread
from typing import Final

import streamlit as st
from streamlit import config, runtime

from transfer_demo.paths import keep_private
from transfer_demo.training.allocator import hand_back_large_blocks
from transfer_demo.ui.http import uploads
from transfer_demo.ui.http.open_files import raise_limit
from transfer_demo.ui.http.reach import say_who_can_come
from transfer_demo.ui.server.logbook import spare_the_terminal
from transfer_demo.ui.server.readers import compare_elsewhere

_LOG: Final = logging.getLogger(__name__)
_SECONDS_BETWEEN_SWEEPS: Final = 60.0

# What takes long: the frame of a page with the store behind it, and reading images.
# (Not `plot`: Streamlit wants its file of plotly to be declared while somebody's page is drawn.)
_MODULES: Final = ("transfer_demo.ui.frame.page", "transfer_demo.ui.images.choose_images")
# What the first race of a server needs; half a class may press the button at the same moment.
_DRAWINGS: Final = "transfer_demo.ui.elements.drawings"


@asynccontextmanager
async def preloaded(_: st.App) -> AsyncIterator[None]:
    """Begin with the server; a page that comes before the end waits only for what it needs."""
    keep_private()
    raise_limit()
    hand_back_large_blocks()
    compare_elsewhere()
    spare_the_terminal()
    say_who_can_come(config.get_option("server.address"))
    Thread(target=_begin, name="preload", daemon=True).start()
    sweeping = asyncio.create_task(_sweep_uploads())
    yield
    sweeping.cancel()


async def _sweep_uploads() -> None:
    """Delete now and then what visitors left behind who are gone."""
    while True:
        try:
            await asyncio.to_thread(uploads.sweep, _is_there)
        except Exception:
            _LOG.exception("What was left of uploads could not be deleted")
        await asyncio.sleep(_SECONDS_BETWEEN_SWEEPS)


def _is_there(session: str) -> bool:
    return runtime.get_instance().is_active_session(session)


def _begin() -> None:
    _preload()
    # Last: runs that the last server left unfinished wait for workers, and the first page does not.
    from transfer_demo.ui.server import services

    services.warm_up()
    _make_ready(_importing(_DRAWINGS))


def _preload() -> None:
    for step in (*map(_importing, _MODULES), _look_at_the_sample, _look_at_the_stack):
        _make_ready(step)


def _make_ready(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:
        # The page that needs it says what is wrong.
        _LOG.exception("What pages need cannot be made ready")


def _importing(name: str) -> Callable[[], object]:
    return partial(import_module, name)


def _look_at_the_sample() -> None:
    """Read the photos that a first visit shows, and make their thumbnails."""
    from transfer_demo.link import IMAGES
    from transfer_demo.ui.elements import thumbnails
    from transfer_demo.ui.images.sample import sample

    for photo in sample(next(iter(IMAGES))).photos:
        thumbnails.thumbnail(photo.picture.digest, photo.picture)


def _look_at_the_stack() -> None:
    """Let Python find out where the modules lie that are loaded, which it remembers.

    Streamlit asks for it once, at the first element of the first page: a third of a second.
    """
    inspect.stack()
