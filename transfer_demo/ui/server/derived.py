"""What is made of an object: once for all who look at it, and for as long as it is there.

A sample is one object for everybody, and what is made of it is, too; own images are an object of
their session, with which everything goes that was made of them.
"""

import weakref
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Of one object: people go back and forth. The HTML of many thumbnails is half a megabyte.
_MOST: Final = 4

_made: Final[dict[int, dict[Hashable, Any]]] = {}


def derived(name: str, of: object, *, make: Callable[[], T], given: Hashable = None) -> T:
    """Return what `make` gives, made anew only for another object or other circumstances.

    Args:
        of: what it is made of; told apart by identity, because it may be large.
        given: what else it depends on; told apart by value.
    """
    kept = _made.get(id(of))
    if kept is None:
        kept = _made.setdefault(id(of), {})
        weakref.finalize(of, _made.pop, id(of), None).atexit = False
    key = name, given
    if key in kept:
        found: T = kept[key]
        return found
    made = kept[key] = make()
    for old in list(kept)[:-_MOST]:
        kept.pop(old, None)
    return made
