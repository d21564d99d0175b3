"""Measured numbers in the texts: `{{run.lead}}` stands where one belongs."""

import re
from collections.abc import Mapping
from typing import Final

_PLACE: Final = re.compile(r"\{\{([a-z_.0-9]+)\}\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with a value in each place.

    Args:
        text: of a lesson.
        values: by their names, in words, unit included.

    Raises:
        KeyError: a value is not there. A mistake of ours: nothing is shown that was not measured.
    """
    return _PLACE.sub(lambda match: values[match[1]], text)


def places(text: str) -> frozenset[str]:
    """Return the names of all values that a text asks for."""
    return frozenset(_PLACE.findall(text))
