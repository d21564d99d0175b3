"""Files that were not used, by the reason why: a thousand of them are read as a few lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.images.dataset import Rejection
from transfer_demo.wording import first_of

# These name another file: those that differ in that alone are one.
_NAMES_ANOTHER: Final = ("This is the same picture as ", "The same picture is in class ")
_FILES_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Files that were not used for one reason, which is that of the first of them."""

    files: Sequence[str]
    reason: str

    @property
    def in_words(self) -> str:
        """The first files, and how many there are besides."""
        return first_of(self.files, _FILES_SHOWN)


def by_reason(rejected: Iterable[Rejection]) -> list[Refusal]:
    """Put together the files that were refused for the same reason, in order of the first ones."""
    alike: dict[str, list[Rejection]] = {}
    for refused in rejected:
        alike.setdefault(_kind(refused.reason), []).append(refused)
    return [
        Refusal(files=[refused.file for refused in group], reason=group[0].reason)
        for group in alike.values()
    ]


def _kind(reason: str) -> str:
    return next((each for each in _NAMES_ANOTHER if reason.startswith(each)), reason)
