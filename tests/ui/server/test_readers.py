import threading

import pytest

from transfer_demo.images.similar import Comparison, compare
from transfer_demo.ui.server import readers

PATIENCE = 60.0


class ByHand:
    """Processes that compare when they are told to; `asked` says for whom."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = threading.Event()

    def compare(self, looks: tuple[str, ...], *, owner: str) -> Comparison:
        self.asked.append(owner)
        assert self.go.wait(PATIENCE)
        return compare(looks)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> ByHand:
    made = ByHand()
    monkeypatch.setattr(readers, "_COMPARISONS", made)
    monkeypatch.setattr(readers.session, "owner_if_known", lambda: threading.current_thread().name)
    return made


def test_photos_are_compared_in_the_name_of_who_looks_at_them(processes: ByHand) -> None:
    processes.go.set()
    shared = readers._Shared()
    for owner in ("ada", "eve"):
        looking = threading.Thread(target=shared.compare, args=(("",),), name=owner)
        looking.start()
        looking.join(PATIENCE)
    assert processes.asked == ["ada", "eve"]


def test_where_no_page_is_drawn_nobody_is_named() -> None:
    assert readers.session.owner_if_known() == ""
