"""The processes that read what visitors bring, shared by all of them."""

from typing import Final

from transfer_demo.images import similar
from transfer_demo.images.reader_pool import ReaderPool

# Decoding keeps one core busy, and the trainings want the others.
_FILES: Final = ReaderPool(2)
# Of its own: to compare thousands of photos takes long, and nobody's files shall wait for it.
_COMPARISONS: Final = ReaderPool(1)


def readers() -> ReaderPool:
    """Return the processes that read files."""
    return _FILES


def compare_elsewhere() -> None:
    """Let photos be compared with each other outside of this process from now on."""
    similar.compare_by(_COMPARISONS.compare)
