"""Text that came from a person, shown letter for letter where Streamlit reads Markdown."""

import re
from typing import Final

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=^\"'])")


def plain(text: str) -> str:
    """Return Markdown that shows the text as it is: no formatting, no links, no pictures, one line.

    Sentences of our own may quote the name of a file or a class, and a name can hold anything.
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
