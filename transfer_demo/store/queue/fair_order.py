"""Who is next: a queue that is fair between people, not between runs."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Generic, Protocol, TypeVar


class Queueable(Protocol):
    """What the queue must know of a run. `study` is None for one that was started in the Lab."""

    @property
    def owner(self) -> str: ...

    @property
    def created(self) -> datetime: ...

    @property
    def study(self) -> str | None: ...


Run = TypeVar("Run", bound=Queueable)

_NOBODY: Final[Mapping[str, datetime]] = MappingProxyType({})


def fair_order(
    queued: Iterable[Run],
    running: Iterable[Queueable],
    *,
    last_started: Mapping[str, datetime] = _NOBODY,
) -> Iterator[Run]:
    """Yield the queued runs in the order in which they should start.

    Next is always a person with the fewest runs in training; of these, the one whose last run
    started the longest ago, or never; of these, the one who has waited longest. So ten runs of one
    person do not keep another person waiting.

    Of a person's own runs, those of the Lab go before those of studies, each in their order. A
    study is many trainings, and whoever started one does not expect all of them at once; who
    presses the button in the Lab sits in front of the screen and waits for that one race.

    Args:
        queued: the runs that wait.
        running: the runs in training.
        last_started: for each person, when a run of theirs was started last.
    """
    waiting: dict[str, _Line[Run]] = defaultdict(_Line)
    for run in sorted(queued, key=lambda run: run.created):
        waiting[run.owner].append(run)
    training = Counter(run.owner for run in running)
    # The place of each person's last turn in the order of all turns; 0 for who never had one.
    so_far = sorted(last_started, key=lambda owner: last_started[owner])
    turns = {owner: place for place, owner in enumerate(so_far, start=1)}
    turn = len(turns)
    while waiting:
        owner = min(waiting, key=lambda o: (training[o], turns.get(o, 0), waiting[o].since))
        line = waiting[owner]
        yield line.popleft()
        if not line:
            del waiting[owner]
        training[owner] += 1
        turns[owner] = turn = turn + 1


class _Line(Generic[Run]):
    """The runs of one person, which come in the order of their creation."""

    def __init__(self) -> None:
        self._lab: deque[Run] = deque()
        self._studies: deque[Run] = deque()

    def __bool__(self) -> bool:
        return bool(self._lab or self._studies)

    @property
    def since(self) -> datetime:
        """When the run was created that has waited longest."""
        return min(line[0].created for line in (self._lab, self._studies) if line)

    def append(self, run: Run) -> None:
        (self._lab if run.study is None else self._studies).append(run)

    def popleft(self) -> Run:
        return (self._lab or self._studies).popleft()
