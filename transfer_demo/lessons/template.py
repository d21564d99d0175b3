"""Texts as templates: `{{run.lead}}` stands where a measured number belongs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\{\{([a-z_.0-9]+)\}\}")
# A full stop inside a sentence ("et al. showed", "r = .96") has no capital letter behind it.
_BETWEEN: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z{])")


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A text with its numbers. `used` are the names that each source gave, in the same order."""

    text: str
    used: tuple[frozenset[str], ...]


def render(text: str, values: Mapping[str, str]) -> str:
    """Return the text with a value in each place.

    Args:
        text: of a lesson.
        values: by their names, in words, unit included.

    Raises:
        KeyError: a value is not there. A mistake of ours: nothing is shown that was not measured.
    """
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def placeholders(text: str) -> frozenset[str]:
    """Return the names of all values that a text asks for."""
    return frozenset(_PLACEHOLDER.findall(text))


def render_by_sentence(text: str, *sources: Mapping[str, str]) -> Rendered:
    """Fill in the numbers, each sentence from the first source that has all that it asks for.

    So no sentence mixes two trainings. One that no source can fill is left out: nothing is said
    that was not measured.

    Args:
        text: of a lesson.
        sources: values by their names, the one to prefer first.
    """
    said: list[str] = []
    used: Sequence[set[str]] = [set() for _ in sources]
    for sentence in _BETWEEN.split(text):
        names = placeholders(sentence)
        if not names:
            said.append(sentence)
            continue
        having = [place for place, values in enumerate(sources) if names <= values.keys()]
        if having:
            said.append(render(sentence, sources[having[0]]))
            used[having[0]].update(names)
    return Rendered(text=" ".join(said), used=tuple(map(frozenset, used)))
