"""Files that were not used, by the reason why: a thousand of them are read as a few lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.images.dataset import Rejection
from transfer_demo.wording import first_of

# These name another file, in which alone they differ. Of several another sentence is told.
_SAME: Final = "This is the same picture as "
_SAME_AS_OTHERS: Final = "Each is the same picture as another one, which is used."
_CONFLICT: Final = "The same picture is in class "
_FILES_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Files that were not used for one reason."""

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
        Refusal(files=[refused.file for refused in group], reason=_reason_of(kind, group))
        for kind, group in alike.items()
    ]


def _kind(reason: str) -> str:
    """Return a reason without the file that it names: "The same picture is in class a and in b"."""
    if reason.startswith(_SAME):
        return _SAME
    return reason.partition(" (")[0] if reason.startswith(_CONFLICT) else reason


def _reason_of(kind: str, group: Sequence[Rejection]) -> str:
    first = group[0].reason
    if all(refused.reason == first for refused in group):
        return first
    return _SAME_AS_OTHERS if kind == _SAME else f"{kind}, so neither is used. Keep the right one."
