"""An answer with numbers: each sentence takes all of its own from one place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.lessons.filling import filled, places

# A full stop inside a sentence ("et al. showed", "r = .96") has no capital letter behind it.
_BETWEEN: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z{])")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A text with its numbers. `asked` are the names that each source gave, in the same order."""

    text: str
    asked: tuple[frozenset[str], ...]


def told(text: str, *sources: Mapping[str, str]) -> Told:
    """Fill in the numbers, each sentence from the first source that has all that it asks for.

    A sentence that no source can fill is left out: nothing is said that was not measured.

    Args:
        text: of a lesson.
        sources: values by their names, the one to prefer first.
    """
    said: list[str] = []
    asked: Sequence[set[str]] = [set() for _ in sources]
    for sentence in _BETWEEN.split(text):
        names = places(sentence)
        if not names:
            said.append(sentence)
            continue
        having = [place for place, values in enumerate(sources) if names <= values.keys()]
        if having:
            said.append(filled(sentence, sources[having[0]]))
            asked[having[0]].update(names)
    return Told(text=" ".join(said), asked=tuple(map(frozenset, asked)))
