"""Who is next: a queue that is fair between people, not between runs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol, TypeVar


class Queueable(Protocol):
    """What the queue must know of a run."""

    @property
    def owner(self) -> str: ...

    @property
    def created(self) -> datetime: ...


Run = TypeVar("Run", bound=Queueable)

_NOBODY: Final[Mapping[str, datetime]] = MappingProxyType({})


def fair_order(
    queued: Iterable[Run],
    running: Iterable[Queueable],
    *,
    last_started: Mapping[str, datetime] = _NOBODY,
) -> list[Run]:
    """Return the queued runs in the order in which they should start.

    Next is always a person with the fewest runs in training; of these, the one whose last run
    started the longest ago, or never; of these, the one who has waited longest. A person's own
    runs keep their order. So ten runs of one person do not keep another person waiting.

    Args:
        queued: the runs that wait.
        running: the runs in training.
        last_started: for each person, when a run of theirs was started last.
    """
    waiting: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(queued, key=lambda run: run.created):
        waiting[run.owner].append(run)
    training = Counter(run.owner for run in running)
    # The place of each person's last turn in the order of all turns; 0 for who never had one.
    so_far = sorted(last_started, key=lambda owner: last_started[owner])
    turns = {owner: place for place, owner in enumerate(so_far, start=1)}
    order: list[Run] = []
    while waiting:
        owner = min(waiting, key=lambda o: (training[o], turns.get(o, 0), waiting[o][0].created))
        order.append(waiting[owner].pop(0))
        if not waiting[owner]:
            del waiting[owner]
        training[owner] += 1
        turns[owner] = len(last_started) + len(order)
    return order
