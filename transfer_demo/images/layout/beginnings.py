"""How the names of files begin: what is made of a picture is called like it, and a word more.

A mask of "1.png" is "1_mask.png", and a copy of it "1_rotated.png".
"""

from collections.abc import Iterator
from typing import Final

_MOST_WORDS: Final = 8


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
