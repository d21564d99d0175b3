"""Taking an answer apart into its sentences."""

import re
from collections.abc import Iterator
from typing import Final

# After a full stop, a question mark or an exclamation mark, with a quotation mark or a bracket
# behind it or without. What is only shortened is no end.
_END: Final = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"')\]]))(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)\s+"
)
_BULLET: Final = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
_WORD: Final = re.compile(r"[^\W\d_]")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in their order; who writes a list ends one at each line."""
    return tuple(sentence for line in text.splitlines() for sentence in _of_line(line.strip()))


def _of_line(line: str) -> Iterator[str]:
    for part in _END.split(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line):
        if _WORD.search(part):
            yield " ".join(part.split())
