"""Files that were not used, by the reason why: a thousand of them are read as a few lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.images.dataset import Rejection

# A reason may name another file, so those that begin alike are one.
_WORDS: Final = 4
_FILES_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Files that were not used for one reason, which is that of the first of them."""

    files: Sequence[str]
    reason: str

    @property
    def in_words(self) -> str:
        """The first files, and how many there are besides."""
        shown = ", ".join(self.files[:_FILES_SHOWN])
        more = len(self.files) - _FILES_SHOWN
        return f"{shown} and {more:,} more" if more > 0 else shown


def by_reason(rejected: Iterable[Rejection]) -> list[Refusal]:
    """Put together the files that were refused for the same reason, in order of the first ones."""
    alike: dict[str, list[Rejection]] = {}
    for refused in rejected:
        alike.setdefault(" ".join(refused.reason.split(" ")[:_WORDS]), []).append(refused)
    return [
        Refusal(files=[refused.file for refused in group], reason=group[0].reason)
        for group in alike.values()
    ]
