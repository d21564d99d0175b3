"""A race that is over, and workers that answer by hand what its real networks say."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.app.visitor import Visitor, wait_until
from tests.races import write_photos
from tests.scripted import ScriptedExecutor
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan
from transfer_demo.race import prepare
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore
from transfer_demo.ui.server import answers, services

PLAN = Plan(image_size_px=32, epochs=1, batch_size=4, views=1)


def raced(photos: Path) -> str:
    """Run a race of ada's to its end, and return its token."""
    race = prepare(load_images(write_photos(photos)), PLAN)
    with closing(RunStore.open()) as store, closing(Recorder(store, InlineExecutor())) as recorder:
        token = recorder.start(race.plan, race.images, owner="ada")
        wait_until(lambda: store.record(token).status == "done")
    return token


def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be known of what other tests have asked."""
    monkeypatch.setattr(answers, "_SHARED", answers.Answers())


def opened(page: str, token: str, executor: ScriptedExecutor, *, owner: str = "ada") -> Visitor:
    """Open a page about a race, when the workers are there and have answered."""
    visitor = Visitor(owner=owner, run=token)
    wait_until(lambda: services.recorder_if_ready() is not None)
    visitor.at.switch_page(page)
    visitor.at.query_params["run"] = token
    visitor.at.run()
    answered(visitor, executor)
    return visitor


def answered(visitor: Visitor, executor: ScriptedExecutor) -> None:
    """Let the workers answer whatever is asked, as long as something is."""
    while waiting := [call for call in executor.calls if not call.future.done()]:
        for call in waiting:
            call.answer()
        visitor.at.run()
