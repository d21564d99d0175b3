"""The app without a browser: real pages and store, and an executor that plays a script by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.visitor import Visitor
from tests.scripted import ScriptedExecutor
from transfer_demo.ui.server import services


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[ScriptedExecutor]:
    """What the trainings say, event by event, when `step` is called."""
    scripted = ScriptedExecutor(by_hand=True)
    monkeypatch.setattr(services, "make_executor", lambda: scripted)
    yield scripted
    services.forget()


@pytest.fixture
def visitor(executor: ScriptedExecutor) -> Visitor:
    """Somebody who has just opened the app."""
    return Visitor()
