import pytest

from tests.scenes import play_scene
from transfer_demo.images import limits
from transfer_demo.ui.http import pace
from transfer_demo.ui.http.pace import Pace


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each wish had to wait; the clock goes on by that only."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(pace, "sleep", sleep)
    monkeypatch.setattr(pace, "monotonic", lambda: sum(waited))
    return waited


def test_who_asks_without_end_is_slowed_down_to_the_pace(slept: list[float]) -> None:
    async def flood() -> None:
        kept = Pace()
        for _ in range(int(limits.WISHES_AT_ONCE)):
            await kept.keep("eve", wishes=1)
        assert sum(slept) == pytest.approx(0.0, abs=1e-9)
        for _ in range(50):
            await kept.keep("eve", wishes=1)

    play_scene(flood())
    assert sum(slept) == pytest.approx(50 / limits.WISHES_A_SECOND)


def test_who_says_much_at_once_has_asked_for_more(slept: list[float]) -> None:
    async def once() -> None:
        await Pace().keep("eve", wishes=limits.WISHES_AT_ONCE + 10)

    play_scene(once())
    assert sum(slept) == pytest.approx(10 / limits.WISHES_A_SECOND)


def test_nobody_else_waits_for_that(slept: list[float]) -> None:
    async def flood() -> None:
        kept = Pace()
        for _ in range(200):
            await kept.keep("eve", wishes=1)
        before = len(slept)
        await kept.keep("ada", wishes=1)
        assert len(slept) == before

    play_scene(flood())


def test_no_more_visitors_are_known_than_there_is_room_for(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_VISITORS", 3)
    kept = Pace()

    async def come() -> None:
        for number in range(10):
            await kept.keep(f"visitor {number}", wishes=1)

    play_scene(come())
    assert list(kept._free_from) == ["visitor 7", "visitor 8", "visitor 9"]
