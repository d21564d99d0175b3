"""Histories that were read before, so that a look at a run or a study reads only what is new."""

from collections import OrderedDict
from threading import Lock
from typing import Final, NamedTuple

from transfer_demo.history import ArmHistory

# The largest studies have some two hundred cells.
_LIMIT: Final = 500


class Histories:
    """The histories of arms that were asked for last. Safe to share between threads.

    A history holds for one version of its run: that grows with every event, whoever writes it. So
    nothing is ever out of date here, also when another process writes. Tokens are never used
    again, so those of deleted runs are not asked for and make room in time.
    """

    def __init__(self, limit: int = _LIMIT) -> None:
        """Begin with nothing, and hold at most so many histories."""
        self._limit = limit
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, run: str, arm: str, *, version: int) -> ArmHistory | None:
        """Return what an arm had said at this version of its run; None where it is not here."""
        with self._lock:
            kept = self._kept.get((run, arm))
            if kept is None or kept.version != version:
                return None
            self._kept.move_to_end((run, arm))
            return kept.history

    def newest(self, run: str, arm: str) -> tuple[int, ArmHistory]:
        """Return what an arm had said when it was last read, and at which version of its run.

        Of one that was not read yet that is nothing, before the first version.
        """
        with self._lock:
            kept = self._kept.get((run, arm))
            return kept or _Kept(-1, ArmHistory(arm=arm))

    def keep(self, run: str, arm: str, *, version: int, history: ArmHistory) -> None:
        """Remember a history in place of that of another version; the oldest one may go."""
        with self._lock:
            self._kept[run, arm] = _Kept(version, history)
            self._kept.move_to_end((run, arm))
            if len(self._kept) > self._limit:
                self._kept.popitem(last=False)


class _Kept(NamedTuple):
    version: int
    history: ArmHistory
