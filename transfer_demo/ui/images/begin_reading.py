"""To begin to read files into the visitor's own images, in the background."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from streamlit.runtime.uploaded_file_manager import UploadedFile

from transfer_demo.ui.images.album import albums
from transfer_demo.ui.server import session
from transfer_demo.ui.server.readings import Collection, Portions, Reading, readings

# A few photos are read in less time than it takes to draw the page twice.
_PATIENCE_SECONDS: Final = 0.7


def read_in_background(
    portions: Portions, *, files: Sequence[UploadedFile], collection: Collection | None = None
) -> None:
    """Read files into the visitor's album, and delete them when that is done.

    Args:
        collection: reads the same files, and can be told their labels.
    """
    owner = session.owner()
    add = partial(albums().add, owner)
    reading = Reading(portions, add=add, files=files, collection=collection)
    readings().start(owner, reading)
    reading.wait(_PATIENCE_SECONDS)


def busy() -> bool:
    """Say whether something is being read for the visitor."""
    return bool(readings().going(session.owner()))
