"""How the names of files begin: what is made of a picture is called like it, and a word more.

A mask of "1.png" is "1_mask.png", and a copy of it "1_rotated.png".
"""

from collections.abc import Iterator, Set
from typing import Final

_MOST_WORDS: Final = 8
_MOST: Final = 0.8

Named = tuple[str, str]
"""A file by the folder that it lies in and its bare name."""


def bare(name: str) -> str:
    """Return a name in small letters, without what is no letter at its end."""
    end = len(name)
    while end and not name[end - 1].isalnum():
        end -= 1
    return name[:end].casefold()


def beginnings(name: str) -> Iterator[str]:
    """Yield a bare name, and what is left of it without its last word, its last two, ..."""
    yield name
    for _ in range(_MOST_WORDS):
        end = len(name)
        while end and name[end - 1].isalnum():
            end -= 1
        name = bare(name[:end])
        if not name:
            return
        yield name


def made_of(original: Set[Named], other: Set[Named]) -> bool:
    """Say whether nearly all of one are made of nearly all of the other, by their names."""
    found = [
        next(((folder, name) for name in beginnings(whole) if (folder, name) in original), None)
        for folder, whole in other
    ]
    known = [file for file in found if file is not None]
    return len(known) >= _MOST * len(other) and len({*known}) >= _MOST * len(original)
