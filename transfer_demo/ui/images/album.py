"""A visitor's own images, as the store keeps them: they outlive a reload of the page."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from transfer_demo.errors import TransferDemoError
from transfer_demo.images.dataset import ImageSet
from transfer_demo.store.albums.albums import Albums
from transfer_demo.ui.server import services, session
from transfer_demo.ui.server.derived import derived

_PROBLEM: Final = "album_problem"


def albums() -> Albums:
    """Return the store of everybody's own images."""
    return services.store().albums


def album() -> ImageSet:
    """Return the visitor's own images; read from the store again only after a change."""
    images: ImageSet = cached("album", albums().get)
    return images


def cached(name: str, make: Callable[[str], Any]) -> Any:
    """Return what `make` gives for the visitor, made anew only when the album has changed.

    All windows of a visitor share it: an album can have thousands of photos.
    """
    owner, store = session.owner(), services.store()
    version = store.albums.version(owner)
    return derived(name, store, given=(owner, version), make=lambda: make(owner))


def change(action: Callable[[Albums, str], None]) -> None:
    """Change the album, and draw the page again; what went wrong is said there."""
    try:
        action(albums(), session.owner())
    except TransferDemoError as exc:
        st.session_state[_PROBLEM] = str(exc)
    else:
        st.session_state.pop(_PROBLEM, None)
    st.rerun()


def problem() -> str:
    """Return why the last change was not made, or nothing."""
    return str(st.session_state.get(_PROBLEM, ""))
