import threading
from collections.abc import Callable

import pytest

from tests.store.made import until
from transfer_demo.images.turns import Turns
from transfer_demo.ui.server import drawing_turns
from transfer_demo.ui.server.drawing_turns import now_and_then, turn_to_draw


@pytest.fixture(autouse=True)
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns[str]:
    """Nobody draws, and each thread is somebody else."""
    made = Turns(["the interpreter"])
    monkeypatch.setattr(drawing_turns, "_turns", made)
    monkeypatch.setattr(drawing_turns.session, "owner", lambda: threading.current_thread().name)
    return made


PATIENCE = 60.0


class Page(threading.Thread):
    """A page that is drawn until it is told to end; of somebody else, unless it is said whose."""

    def __init__(self, owner: str | None = None) -> None:
        super().__init__(daemon=True, name=owner)
        self.begun, self.ends = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with turn_to_draw():
            self.begun.set()
            self.ends.wait(PATIENCE)

    def end(self) -> None:
        self.ends.set()
        self.join(PATIENCE)
        assert not self.is_alive()


def test_one_page_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch, turns: Turns[str]) -> None:
    monkeypatch.setattr(drawing_turns, "_LONG_SECONDS", 600.0)
    first = Page()
    assert first.begun.wait(PATIENCE)
    second = Page()
    until(lambda: len(turns._waiting) == 1)
    assert not second.begun.is_set()
    first.end()
    assert second.begun.wait(PATIENCE)
    second.end()
    assert turns.idle() == ["the interpreter"]


def test_a_page_that_waits_for_something_else_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, turns: Turns[str]
) -> None:
    monkeypatch.setattr(drawing_turns, "_LONG_SECONDS", 0.01)
    slow, other = Page(), Page()
    assert slow.begun.wait(PATIENCE)
    assert other.begun.wait(PATIENCE)
    until(lambda: turns.idle() == ["the interpreter"])
    slow.end()
    other.end()
    assert turns.idle() == ["the interpreter"], "each turn is given back once"


def test_of_what_outlasts_its_turn_the_work_is_counted_once_and_the_waiting_not(
    monkeypatch: pytest.MonkeyPatch, turns: Turns[str]
) -> None:
    charged: list[float] = []
    clock = [0.0]
    monkeypatch.setattr(turns, "charge", lambda owner, seconds: charged.append(seconds))
    monkeypatch.setattr(drawing_turns, "monotonic", lambda: clock[0])
    worked = [0.0]
    monkeypatch.setattr(drawing_turns, "thread_time", lambda: worked[0])
    timers: list[Callable[[], float]] = []
    monkeypatch.setattr(drawing_turns.threading, "Timer", by_hand(timers))
    with turn_to_draw():
        clock[0] = 0.5
        timers[-1]()
        clock[0], worked[0] = 9.0, 3.0
    with turn_to_draw():
        clock[0] = 9.5
        timers[-1]()
        clock[0], worked[0] = 99.0, 3.4  # it waited for something
    assert charged == [pytest.approx(2.5)]


def by_hand(started: list[Callable[[], float]]) -> type:
    """A timer that is over when its function is called."""

    class ByHand:
        def __init__(self, seconds: float, function: Callable[[], float]) -> None:
            self.start = lambda: started.append(function)
            self.cancel = lambda: None

    return ByHand


def test_a_person_has_one_page_drawn_at_a_time_also_when_it_outlasts_its_turn(
    monkeypatch: pytest.MonkeyPatch, turns: Turns[str]
) -> None:
    monkeypatch.setattr(drawing_turns, "_LONG_SECONDS", 0.01)
    first = Page("eve")
    until(lambda: first.begun.is_set() and turns.idle() == ["the interpreter"])
    second, other = Page("eve"), Page("ada")
    assert other.begun.wait(PATIENCE)
    assert not second.begun.is_set()
    first.end()
    assert second.begun.wait(PATIENCE)
    second.end()
    other.end()
    assert not drawing_turns._of_owners


def test_what_is_drawn_inside_of_a_turn_belongs_to_it(turns: Turns[str]) -> None:
    with turn_to_draw():
        with turn_to_draw():
            pass
        assert not turns.idle()
    assert turns.idle()


def test_a_page_that_fails_gives_its_turn_back(turns: Turns[str]) -> None:
    with pytest.raises(LookupError), turn_to_draw():
        raise LookupError
    assert turns.idle()


def test_a_page_that_no_thread_can_watch_gives_its_turn_back_all_the_same(
    monkeypatch: pytest.MonkeyPatch, turns: Turns[str]
) -> None:
    def refuse(_: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Timer, "start", refuse)
    with turn_to_draw():
        assert not turns.idle()
    assert turns.idle()


def test_what_is_drawn_by_itself_gives_way_to_what_somebody_asked_for(
    monkeypatch: pytest.MonkeyPatch, turns: Turns[str]
) -> None:
    patience = []
    take = turns.take

    def noted(owner: str, **choices: float) -> str:
        patience.append(choices["patience"])
        return take(owner)

    monkeypatch.setattr(turns, "take", noted)
    with turn_to_draw():
        pass
    monkeypatch.setattr(drawing_turns.st, "fragment", lambda draw, *, run_every: draw)
    now_and_then(lambda: None, every_seconds=None)()
    asked_for, by_itself = patience
    assert asked_for == 0.0 < by_itself
