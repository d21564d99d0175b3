"""Memory that a training frees is kept for its next step; what a server frees is handed back.

A step of a training asks for the same large blocks as the step before. The C library gives each
back to the system when it is freed, and the system clears every page of it when it is asked for
again. On two cores that took a quarter of the time of a training, and in Dask's workers, which are
told to give back even small amounts, more than half of it. The price is memory: blocks of many
sizes do not fill each other's gaps, so a training from scratch holds about a third more.

Dask's configuration can set the same for its workers (`distributed.nanny.pre-spawn-environ`), but
for as long as they live, and not for a training without Dask: they would never hand anything back.

A server has the opposite need. Once it has freed a block of a megabyte, the C library serves all
blocks up to that size from its own heap, where gaps stay: the pages of one person with thousands of
photos left 25 MB more in the server than they needed.
"""

import contextlib
import ctypes
import sys
import threading
from collections.abc import Iterator
from typing import Final

# Parameters of mallopt(3), from <malloc.h> of the GNU C library.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_MMAP_MAX: Final = -4
_NEVER: Final = 2**31 - 1
# What the library starts with.
_USUAL_MMAP_MAX: Final = 65536
_USUAL_TRIM_THRESHOLD: Final = 128 * 1024
_USUAL_MMAP_THRESHOLD: Final = 128 * 1024

_lock = threading.Lock()
_inside = 0


@contextlib.contextmanager
def freed_memory_kept() -> Iterator[None]:
    """Keep what is freed inside, and hand it back to the system at the end.

    Only the GNU C library, the usual one of Linux, can be told so; elsewhere nothing changes.
    """
    library = _c_library()
    if library is None:
        yield
        return
    _enter(library)
    try:
        yield
    finally:
        _leave(library)


def hand_back_large_blocks() -> None:
    """Let this process give each large block back to the system as soon as it is freed.

    Only the GNU C library can be told so; a limit that is set no longer grows by itself.
    """
    library = _c_library()
    if library is not None:
        library.mallopt(_MMAP_THRESHOLD, _USUAL_MMAP_THRESHOLD)
        library.mallopt(_TRIM_THRESHOLD, _USUAL_TRIM_THRESHOLD)


def _enter(library: ctypes.CDLL) -> None:
    global _inside
    with _lock:
        _inside += 1
        library.mallopt(_MMAP_MAX, 0)
        library.mallopt(_TRIM_THRESHOLD, _NEVER)


def _leave(library: ctypes.CDLL) -> None:
    """Go back to the usual rules, unless another training of this process goes on."""
    global _inside
    with _lock:
        _inside -= 1
        if not _inside:
            library.mallopt(_MMAP_MAX, _USUAL_MMAP_MAX)
            library.mallopt(_TRIM_THRESHOLD, _USUAL_TRIM_THRESHOLD)
            library.malloc_trim(0)


def _c_library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
