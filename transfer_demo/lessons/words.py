"""The words of a page: short texts that stand in the section "Words" of its document."""

from dataclasses import dataclass
from typing import Final

from transfer_demo.lessons.document import document


@dataclass(frozen=True)
class Words:
    """The words of one document of the lessons, read when the first of them is said."""

    path: str

    def say(self, name: str, /, **values: str) -> str:
        """Return one of the words with its values."""
        return document(self.path).say(name, **values)


BREAK_IT: Final = Words("break-it.md")
CARD: Final = Words("interview/card.md")
EVIDENCE: Final = Words("interview/evidence.md")
WALKTHROUGH: Final = Words("interview/walkthrough.md")
