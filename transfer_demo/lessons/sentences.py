"""Taking an answer apart into its sentences, and a sentence that lists things into its clauses."""

import re
from collections.abc import Iterator
from typing import Final

# After a full stop, a question mark or an exclamation mark, with a quotation mark or a bracket
# behind it or without. What is only shortened is no end.
_END: Final = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"')\]]))(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)\s+"
)
_BULLET: Final = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
_COMMA: Final = re.compile(r"\s*[,;:]\s+|\s+(?:and|but)\s+")
# With two clauses a sentence says one thing, or one more; only a list hides what it says.
_CLAUSES_OF_A_LIST: Final = 3
_WORDS_OF_A_CLAUSE: Final = 3
_NO_ANSWER: Final = re.compile(
    r"(?:sorry, )?i (?:(?:do not|don['’]t) (?:really )?know|have no idea|am not sure)"
    r"(?: the answer| this| that)?[.!?]*",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in their order; who writes a list ends one at each line."""
    return tuple(sentence for line in text.splitlines() for sentence in _of_line(line.strip()))


def clauses(sentence: str) -> tuple[str, ...]:
    """Return what a sentence lists, without what is too short to say anything; often nothing."""
    parts = _COMMA.split(sentence)
    if len(parts) < _CLAUSES_OF_A_LIST:
        return ()
    return tuple(part for part in parts if len(part.split()) >= _WORDS_OF_A_CLAUSE)


def says_nothing(sentence: str) -> bool:
    """Say whether a sentence only says that its author does not know."""
    return bool(_NO_ANSWER.fullmatch(sentence))


def _of_line(line: str) -> Iterator[str]:
    for part in _END.split(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line):
        if _WORD.search(part):
            yield " ".join(part.split())
