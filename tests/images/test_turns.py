import threading

import pytest

from tests.store.made import until
from transfer_demo.images import turns
from transfer_demo.images.turns import Turns


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(turns, "monotonic", made)
    return made


class Line:
    """People who wait for one thing, in the order in which they came."""

    def __init__(self, shared: Turns[str]) -> None:
        self.shared = shared
        self.served: list[str] = []
        self.threads: list[threading.Thread] = []

    def wait(self, owner: str, *, patience: float = 0.0) -> None:
        thread = threading.Thread(target=self._take, args=[owner, patience])
        self.threads.append(thread)
        thread.start()
        until(lambda: len(self.shared._waiting) + len(self.served) == len(self.threads))

    def _take(self, owner: str, patience: float) -> None:
        self.shared.take(owner, patience=patience)
        self.served.append(owner)

    def next(self) -> str:
        before = len(self.served)
        self.shared.give_back("thing")
        until(lambda: len(self.served) == before + 1)
        return self.served[-1]


def after_ten_seconds_of(owner: str, clock: Clock) -> Line:
    """Somebody had the thing for ten seconds, while another one waited, who has it now."""
    shared = Turns(["thing"])
    shared.take(owner)
    line = Line(shared)
    line.wait("other")
    clock.now += 10.0
    assert line.next() == "other"
    return line


def test_who_waits_longest_is_next(clock: Clock) -> None:
    shared = Turns(["thing"])
    shared.take("ada")
    line = Line(shared)
    for owner in ("bob", "eve", "bob"):
        line.wait(owner)
    assert [line.next(), line.next(), line.next()] == ["bob", "eve", "bob"]


def test_who_had_it_for_long_waits_until_others_had_it_as_long(clock: Clock) -> None:
    shared = Turns(["thing"])
    shared.take("slow")
    line = Line(shared)
    for owner in ("slow", "slow", "quick", "quick", "quick"):
        line.wait(owner)
    clock.now += 10.0
    served = []
    for _ in range(5):
        served.append(line.next())
        clock.now += 10.0 if served[-1] == "slow" else 4.0
    assert served == ["quick", "quick", "quick", "slow", "slow"]


def test_nobody_waits_for_ever_however_long_they_had_it(clock: Clock) -> None:
    line = after_ten_seconds_of("busy", clock)
    line.wait("busy")
    served = []
    for number in range(9):
        line.wait(f"new {number}")  # there is always somebody who had nothing yet
        served.append(line.next())
        clock.now += 4.0
    assert served.index("busy") == 3, "it had ten seconds: those go first who come in the next ten"


def test_who_has_waited_has_made_up_for_the_time_they_had(clock: Clock) -> None:
    line = after_ten_seconds_of("busy", clock)
    line.wait("busy")
    clock.now += 15.0
    assert line.next() == "busy"
    line.wait("busy")
    line.wait("new")
    assert line.next() == "busy"


def test_who_asks_for_several_at_once_makes_up_for_nothing_by_that(clock: Clock) -> None:
    shared = Turns(["thing"])
    shared.take("greedy")
    line = Line(shared)
    for _ in range(12):
        line.wait("greedy")
    for _ in range(4):
        clock.now += 0.5
        assert line.next() == "greedy"
    clock.now += 0.2
    line.wait("other")
    clock.now += 0.3
    assert line.next() == "other"


def test_who_is_patient_lets_others_come_first(clock: Clock) -> None:
    shared = Turns(["thing"])
    shared.take("ada")
    line = Line(shared)
    line.wait("patient", patience=2.0)
    clock.now += 1.0
    line.wait("early")
    clock.now += 2.0
    line.wait("late")
    assert [line.next(), line.next(), line.next()] == ["early", "patient", "late"]


def test_what_nobody_was_kept_from_counts_against_nobody(clock: Clock) -> None:
    shared = Turns(["thing"])
    shared.take("ada")
    clock.now += 100.0
    shared.give_back("thing")
    shared.take("bob")
    line = Line(shared)
    line.wait("ada")
    line.wait("eve")
    assert line.next() == "ada"


def test_several_things_are_given_to_several_people_at_once() -> None:
    shared = Turns(["one", "two"])
    assert {shared.take("ada"), shared.take("bob")} == {"one", "two"}
    assert not shared.idle()
    shared.give_back("one")
    assert shared.idle() == ["one"]
