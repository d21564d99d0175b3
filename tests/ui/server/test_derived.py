import gc
import weakref
from types import SimpleNamespace
from typing import Any

import pytest

from transfer_demo.ui.server import derived as module
from transfer_demo.ui.server.derived import derived


class Images:
    """Something that is told apart by identity."""


class Made:
    """What is made of it."""


class Session:
    """Somebody who looks at it; `derive` is what their page does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._state: dict[str, Any] = {}

    def derive(self, name: str, of: object, **choices: Any) -> Any:
        self._monkeypatch.setattr(module, "st", SimpleNamespace(session_state=self._state))
        return derived(name, of, **{"make": Made} | choices)


@pytest.fixture
def ada(monkeypatch: pytest.MonkeyPatch) -> Session:
    return Session(monkeypatch)


@pytest.fixture
def bob(monkeypatch: pytest.MonkeyPatch) -> Session:
    return Session(monkeypatch)


def test_it_is_made_once_for_all_who_look_at_the_object(ada: Session, bob: Session) -> None:
    images = Images()
    first = ada.derive("strips", images)
    assert ada.derive("strips", images) is first
    assert bob.derive("strips", images) is first


def test_another_object_name_or_circumstance_has_its_own(ada: Session, bob: Session) -> None:
    images = Images()
    first = ada.derive("split", images, given=0)
    assert bob.derive("split", images, given=1) is not first
    assert bob.derive("strips", images, given=0) is not first
    assert bob.derive("split", Images(), given=0) is not first
    assert bob.derive("split", images, given=0) is first


def test_many_who_look_at_it_in_their_own_way_make_it_once_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    images = Images()
    class_ = [Session(monkeypatch) for _ in range(30)]
    drawn = [
        [pupil.derive("split", images, given=seed) for seed, pupil in enumerate(class_)]
        for _ in range(3)
    ]
    assert len(set(map(id, drawn[0]))) == 30
    assert drawn[0] == drawn[1] == drawn[2]


def test_it_goes_with_the_last_session_that_shows_it(ada: Session, bob: Session) -> None:
    images = Images()
    made = weakref.ref(ada.derive("split", images, given=0))
    bob.derive("split", images, given=0)
    ada.derive("split", images, given=1)
    gc.collect()
    assert made() is not None
    bob.derive("split", images, given=1)
    gc.collect()
    assert made() is None


def test_no_other_object_is_taken_for_one_that_is_shown(ada: Session, bob: Session) -> None:
    shown = ada.derive("split", Images())
    for _ in range(100):  # new objects take the place of old ones
        assert bob.derive("split", Images()) is not shown


def test_what_cannot_be_made_is_tried_again(ada: Session) -> None:
    images = Images()
    with pytest.raises(ZeroDivisionError):
        ada.derive("split", images, make=lambda: 1 // 0)
    assert ada.derive("split", images, make=lambda: 1) == 1
