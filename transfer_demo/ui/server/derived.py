"""What is made of an object, once for all sessions that look at it.

Each session holds what it shows, and nobody else does: with the last one that shows it, it goes.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary

import streamlit as st

T = TypeVar("T")


class _Made:
    """It holds what it is made of, too: no other object can have the same identity meanwhile."""

    def __init__(self, key: Hashable, of: object, value: Any) -> None:
        self.key = key
        self.of = of
        self.value = value


_shared: Final = WeakValueDictionary[Hashable, _Made]()


def derived(name: str, of: object, *, make: Callable[[], T], given: Hashable = None) -> T:
    """Return what `make` gives, made anew only for another object or other circumstances.

    Args:
        of: what it is made of; told apart by identity, because it may be large.
        make: makes it, from `of` and `given` alone: others are given it as well.
        given: what else it depends on; told apart by value.
    """
    key = name, id(of), given
    held: _Made | None = st.session_state.get(f"derived_{name}")
    if held is None or held.key != key:
        held = _shared.get(key)
        if held is None:
            held = _shared.setdefault(key, _Made(key, of, make()))
        st.session_state[f"derived_{name}"] = held
    value: T = held.value
    return value
